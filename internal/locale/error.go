package locale

import "sextant/internal/fault"

// Error writes each fault in an error as "where: words", or as its words alone
// when the spot is not known. Whatever is no fault is said to be a defect of
// the system and nothing more: its text belongs in the log. It is empty for
// nil.
func (p *Printer) Error(err error) []string {
	if err == nil {
		return nil
	}
	all := fault.All(err)
	if len(all) == 0 {
		return []string{p.T("fault.internal")}
	}
	lines := make([]string, len(all))
	for i, e := range all {
		lines[i] = p.fault(e)
	}
	return lines
}

// fault writes one fault. A fault whose words are missing shows its key and
// values, without its cause, so that the reader is not left with nothing; an
// internal one shows nothing of itself.
func (p *Printer) fault(e *fault.Error) string {
	if !p.Has(e.Key) && e.Kind != fault.Internal {
		return e.Because(nil).Error()
	}
	words := p.T("fault.internal")
	if m, ok := p.catalog[e.Key]; ok {
		words = m.form(p, e.Args).fill(p, e.Args)
	}
	if where := e.Where.String(); where != "" {
		return where + ": " + words
	}
	return words
}
