package pagetext

// The programme's opening explains the same six domains that the profile then
// reports on, under the same headings. What tells them apart is that the
// profile's headings are followed by lists. startOf finds the first line of
// the profile:
//
//   - the first list heading is in the profile, and so is the domain heading
//     right above it;
//   - before that, the first "Introduction" or "Key findings" line after which
//     the opening says no more;
//   - failing both, a title after which the opening says no more, or else that
//     domain heading.

// openingDomains is how many domains must be explained without lists for text
// to count as the programme's opening.
const openingDomains = 3

func startOf(lines []line) int {
	first := firstSection(lines)
	last := explained(lines, first)
	for i := last; i < first; i++ {
		if lines[i].kind == kindIntro {
			return backOverHeader(lines, i, last)
		}
	}
	last = max(last, spokenOf(lines, first, last > 0))
	for i := last; i < first; i++ {
		if lines[i].kind == kindKey {
			return backOverHeader(lines, i, last)
		}
	}
	for i := last; i < first; i++ {
		if lines[i].kind == kindTitle {
			return i
		}
	}
	return first
}

// backOverHeader takes the page number and the "Key findings" line above a
// heading along.
func backOverHeader(lines []line, i, floor int) int {
	for i > floor && (lines[i-1].kind == kindNumber || lines[i-1].kind == kindKey) {
		i--
	}
	return i
}

// firstSection is the line of the first domain heading that belongs to a list,
// or of the first list heading when no domain heading does, or the end.
func firstSection(lines []line) int {
	for i, l := range lines {
		if l.kind != kindDeveloped && l.kind != kindPotential {
			continue
		}
		above := -1
		between := false
		for k := i - 1; k >= 0 && above < 0; k-- {
			switch {
			case lines[k].kind == kindDomain:
				above = k
			case !lines[k].stray():
				between = true
			}
		}
		if above < 0 || between && domainAgain(lines, above) {
			return i
		}
		return firstOfRepeats(lines, above)
	}
	return len(lines)
}

// domainAgain tells whether the domain of a heading is headed again further
// down, text between.
func domainAgain(lines []line, at int) bool {
	text := false
	for i := at + 1; i < len(lines); i++ {
		switch {
		case lines[i].kind == kindDomain && lines[i].head.domain == lines[at].head.domain && text:
			return true
		case !lines[i].stray() && lines[i].kind != kindDomain:
			text = true
		}
	}
	return false
}

// firstOfRepeats goes back over a heading that is written twice.
func firstOfRepeats(lines []line, at int) int {
	first := at
	for i := at - 1; i >= 0; i-- {
		switch {
		case lines[i].kind == kindDomain && lines[i].head.domain == lines[at].head.domain:
			first = i
		case lines[i].kind == kindBlank || lines[i].kind == kindJoined:
		default:
			return first
		}
	}
	return first
}

// explained is the line after the last domain heading above the first section,
// when there are enough of them for the programme's opening; else 0.
func explained(lines []line, first int) int {
	seen := map[int]bool{}
	end := 0
	for i := 0; i < first; i++ {
		if lines[i].kind == kindDomain {
			seen[lines[i].head.domain] = true
			end = i + 1
		}
	}
	if len(seen) < openingDomains {
		return 0
	}
	return end
}

// spokenOf is the line after the last sentence that only the programme writes,
// where there are enough of them or domains are explained as well; else 0.
func spokenOf(lines []line, first int, explained bool) int {
	n, end := 0, 0
	for i := 0; i < first; i++ {
		if lines[i].kind == kindText && isOpening(lines[i].folded) {
			n++
			end = i + 1
		}
	}
	if n < openingDomains && !explained {
		return 0
	}
	return end
}

// markWheel finds the labels of the wheel, or a table of contents: the names
// of several domains with nothing between them. They head nothing.
func markWheel(lines []line) {
	for i := 0; i < len(lines); i++ {
		if lines[i].kind != kindDomain {
			continue
		}
		run := []int{i}
		seen := map[int]bool{lines[i].head.domain: true}
		k := i + 1
		for ; k < len(lines); k++ {
			if lines[k].kind == kindDomain {
				run = append(run, k)
				seen[lines[k].head.domain] = true
			} else if lines[k].kind != kindBlank && lines[k].kind != kindJoined {
				break
			}
		}
		if k < len(lines) && headsMore(lines, run, len(seen), lines[k].kind) {
			run = withoutLast(lines, run)
		}
		if len(seen) >= openingDomains && len(run) >= openingDomains {
			for _, r := range run {
				lines[r].kind = kindWheel
			}
		}
		i = k - 1
	}
}

// headsMore tells whether the last heading of a run heads what follows: a list,
// or text, unless the run names each of the six just once.
func headsMore(lines []line, run []int, seen int, next kind) bool {
	if next == kindDeveloped || next == kindPotential {
		return true
	}
	return next == kindText && (seen < len(domains) || lines[run[0]].head.domain == lines[run[len(run)-1]].head.domain)
}

// withoutLast leaves out the last heading of a run, written once or twice: it
// heads what follows.
func withoutLast(lines []line, run []int) []int {
	last := lines[run[len(run)-1]].head.domain
	for len(run) > 0 && lines[run[len(run)-1]].head.domain == last {
		run = run[:len(run)-1]
	}
	return run
}
