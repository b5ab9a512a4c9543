package locale

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// Number writes a number in the manner of the reader, in Western digits:
// 1,234.5 in English, 1234,5 and 12.345 in Spanish. Fractions keep up to three
// digits. What is no number is written as it stands.
func (p *Printer) Number(v any) string {
	switch v := v.(type) {
	case int:
		return p.digits(strconv.Itoa(v))
	case float64:
		return p.decimal(v, 3, true)
	case float32:
		return p.decimal(float64(v), 3, true)
	case int8, int16, int32, int64, uint, uint8, uint16, uint32, uint64:
		return p.digits(fmt.Sprint(v))
	}
	return fmt.Sprint(v)
}

// Decimal writes a number with exactly so many digits after the decimal sign.
func (p *Printer) Decimal(v float64, digits int) string { return p.decimal(v, digits, false) }

// Percent writes a share between 0 and 1 as a percentage with exactly so many
// digits after the decimal sign.
func (p *Printer) Percent(share float64, digits int) string {
	return p.decimal(share*100, digits, false) + p.rules.percent
}

func (p *Printer) decimal(v float64, digits int, trim bool) string {
	if math.IsNaN(v) || math.IsInf(v, 0) {
		return "–"
	}
	s := strconv.FormatFloat(v, 'f', max(digits, 0), 64)
	if trim && strings.Contains(s, ".") {
		s = strings.TrimRight(strings.TrimRight(s, "0"), ".")
	}
	if strings.Trim(s, "-0.") == "" {
		s = strings.TrimPrefix(s, "-") // a rounded nothing has no sign
	}
	return p.digits(s)
}

// digits dresses a plain number ("-1234.5") with the signs of the language.
func (p *Printer) digits(plain string) string {
	unsigned, negative := strings.CutPrefix(plain, "-")
	whole, fraction, broken := strings.Cut(unsigned, ".")
	var b strings.Builder
	if negative {
		b.WriteString(p.rules.minus)
	}
	grouped := len(whole) >= 3+p.rules.shortest
	for i := range len(whole) {
		if i > 0 && grouped && (len(whole)-i)%3 == 0 {
			b.WriteString(p.rules.group)
		}
		b.WriteByte(whole[i])
	}
	if broken {
		b.WriteString(p.rules.decimal + fraction)
	}
	return b.String()
}
