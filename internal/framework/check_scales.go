package framework

// scales checks the scales: codes, order, values and labels.
func (c *checker) scales() {
	if len(c.f.Scales) == 0 {
		c.fail("scales", "framework.scale_none")
	}
	seen := map[string]string{}
	for i, s := range c.f.Scales {
		p := index("scales", i)
		c.word(p+".id", "scales", s.ID, seen)
		c.options(p+".options", s)
		c.values(p+".options", s)
	}
}

// options checks the answers of a scale one by one. The levels come first,
// from lowest to highest, and the states after them.
func (c *checker) options(path string, s Scale) {
	if len(s.Levels()) < 2 {
		c.fail(path, "framework.scale_levels", "scale", s.ID)
	}
	seen, state := map[string]string{}, ""
	for i, o := range s.Options {
		p := index(path, i)
		c.word(p+".code", s.ID, o.Code, seen)
		c.text(p+".label", s.ID+" "+o.Code, "label", o.Label, Domains, true)
		c.text(p+".description", s.ID+" "+o.Code, "description", o.Description, Core, false)
		switch {
		case o.State:
			state = o.Code
		case state != "":
			c.fail(p, "framework.scale_order", "scale", s.ID, "option", o.Code, "state", state)
		}
		if o.State && o.Value != nil {
			c.fail(p+".value", "framework.state_value", "scale", s.ID, "option", o.Code)
		}
	}
}

// values checks that either no level has a value or all have, rising.
func (c *checker) values(path string, s Scale) {
	any, last := false, (*Option)(nil)
	for _, o := range s.Levels() {
		any = any || o.Value != nil
	}
	if !any {
		if c.f.Method != nil && c.f.Method.computes() {
			c.fail(path, "framework.method_values", "scale", s.ID)
		}
		return
	}
	for i, o := range s.Options {
		if o.State {
			continue
		}
		if o.Value == nil {
			c.fail(index(path, i), "framework.value_missing", "scale", s.ID, "option", o.Code)
			continue
		}
		if last != nil && *o.Value <= *last.Value {
			c.fail(index(path, i)+".value", "framework.value_order", "scale", s.ID, "option", o.Code, "before", last.Code)
		}
		last = &s.Options[i]
	}
}

// computes tells whether a method makes figures of answers at all.
func (m *Method) computes() bool { return m.Domain.Kind != "none" }
