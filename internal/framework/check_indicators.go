package framework

import (
	"math"
	"slices"
	"strconv"
)

// indicators checks every indicator by itself.
func (c *checker) indicators() {
	for i, in := range c.f.Indicators {
		p, item := index("indicators", i), string(in.Code)
		c.code(p+".code", in.Code)
		c.belongs(p, in)
		if _, ok := c.f.Scale(in.Scale); !ok && in.Scale != "" {
			c.fail(p+".scale", "framework.scale_unknown", "code", in.Code, "scale", in.Scale, "known", either(c.scaleIDs()))
		}
		c.text(p+".label", item, "label", in.Label, Core, false)
		c.text(p+".question", item, "question", in.Question, Core, true)
		c.text(p+".guidance", item, "guidance", in.Guidance, Full, false)
		c.text(p+".potential", item, "potential", in.Potential, Core, false)
		c.text(p+".developed", item, "developed", in.Developed, Full, false)
		c.skeleton(p+".developed", in)
		c.kinds(p+".evidence", in)
		c.crosswalk(p+".crosswalk", in)
	}
}

func (c *checker) scaleIDs() []string {
	ids := make([]string, len(c.f.Scales))
	for i, s := range c.f.Scales {
		ids[i] = s.ID
	}
	return ids
}

// belongs checks the domain and sub-domain of an indicator.
func (c *checker) belongs(p string, in Indicator) {
	owner, known := c.f.DomainOf(in.Subdomain)
	if in.Subdomain != "" && !known {
		c.fail(p+".subdomain", "framework.subdomain_unknown", "code", in.Code, "subdomain", in.Subdomain,
			"known", either(c.subdomainCodes()))
		return
	}
	if in.Domain == "" {
		c.fail(p, "framework.indicator_without_domain", "code", in.Code)
		return
	}
	if _, ok := c.f.Domain(in.Domain); !ok {
		c.fail(p+".domain", "framework.domain_unknown", "code", in.Code, "domain", in.Domain, "known", either(c.domainCodes()))
		return
	}
	if known && owner != in.Domain {
		c.fail(p+".domain", "framework.subdomain_elsewhere", "code", in.Code, "subdomain", in.Subdomain, "domain", in.Domain, "owner", owner)
	}
}

func (c *checker) domainCodes() (codes []string) {
	for _, d := range c.f.Domains {
		codes = append(codes, string(d.Code))
	}
	return codes
}

func (c *checker) subdomainCodes() (codes []string) {
	for _, d := range c.f.Domains {
		for _, s := range d.Subdomains {
			codes = append(codes, string(s.Code))
		}
	}
	return codes
}

// kinds checks that the evidence named is of kinds that the book lists.
func (c *checker) kinds(path string, in Indicator) {
	var known []string
	for _, k := range c.f.Evidence {
		known = append(known, k.Code)
	}
	for i, e := range in.Evidence {
		if !slices.Contains(known, e) {
			c.fail(index(path, i), "framework.evidence_unknown", "code", in.Code, "kind", e, "known", either(known))
		}
		if slices.Contains(in.Evidence[:i], e) {
			c.fail(index(path, i), "framework.repeated", "item", in.Code, "field", "evidence", "value", e)
		}
	}
}

// weights checks that weights, where they are given, are given for all
// indicators of a domain and add up to 1 or to 100, over the domain or over
// each of its sub-domains.
func (c *checker) weights() {
	for i, in := range c.f.Indicators {
		if in.Weight <= 0 {
			c.fail(index("indicators", i)+".weight", "framework.weight_positive", "code", in.Code, "weight", figure(in.Weight))
		}
	}
	if c.unplaced() {
		return
	}
	for _, d := range c.f.Domains {
		c.domainWeights(d)
	}
}

func (c *checker) domainWeights(d Domain) {
	first, equal, sum, subs := "", true, 0.0, map[Code]float64{}
	for i, in := range c.f.Indicators {
		if in.Domain != d.Code {
			continue
		}
		if in.Weight <= 0 {
			return // told already
		}
		if first == "" && in.Weight != 1 {
			first = index("indicators", i) + ".weight"
		}
		equal = equal && in.Weight == 1
		sum += in.Weight
		subs[in.Subdomain] += in.Weight
	}
	if equal || whole(sum) {
		return
	}
	for _, s := range subs {
		if !whole(s) {
			c.fail(first, "framework.weight_sum", "domain", d.Code, "sum", figure(sum))
			return
		}
	}
}

// whole tells whether a sum of weights is 1 or 100, rounding aside.
func whole(sum float64) bool {
	return math.Abs(sum-1) < 1e-6 || math.Abs(sum-100) < 1e-4
}

// figure writes a number as a book does.
func figure(x float64) string { return strconv.FormatFloat(x, 'g', 10, 64) }
