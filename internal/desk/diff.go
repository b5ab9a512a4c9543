package desk

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// PieceKind says what became of a piece of text.
type PieceKind string

const (
	Same PieceKind = "same"
	Gone PieceKind = "gone" // only the old text has it
	Come PieceKind = "come" // only the new text has it
	Left PieceKind = "left" // a run that is the same and was left out
)

// Piece is a run of words of one kind.
type Piece struct {
	Kind PieceKind
	Text string
}

// maxCells bounds the table of a comparison. Beyond it texts are compared by
// sentences, and beyond that as a whole.
const maxCells = 1 << 20

// DiffWords compares two texts word by word: the pieces of kind Same and Gone
// make the old text, those of kind Same and Come the new one. It is the longest
// common subsequence of words (Hunt and McIlroy, 1976, in its plain quadratic
// form), bounded so that no pair of texts keeps a page waiting.
func DiffWords(old, now string) []Piece {
	a, b := splitWords(old), splitWords(now)
	if tooMany(a, b) {
		a, b = splitSentences(old), splitSentences(now)
	}
	return healGaps(diffTokens(a, b))
}

// tooMany tells whether comparing what is not shared at both ends would pass
// the bound.
func tooMany(a, b []string) bool {
	head, tail := sharedEnds(a, b)
	return (len(a)-head-tail)*(len(b)-head-tail) > maxCells
}

func sharedEnds(a, b []string) (head, tail int) {
	for head < len(a) && head < len(b) && a[head] == b[head] {
		head++
	}
	for tail < len(a)-head && tail < len(b)-head && a[len(a)-1-tail] == b[len(b)-1-tail] {
		tail++
	}
	return head, tail
}

func diffTokens(a, b []string) []Piece {
	head, tail := sharedEnds(a, b)
	var p pieces
	p.add(Same, a[:head]...)
	x, y := a[head:len(a)-tail], b[head:len(b)-tail]
	if len(x)*len(y) > maxCells {
		p.add(Gone, x...)
		p.add(Come, y...)
	} else {
		p.middle(x, y)
	}
	p.add(Same, a[len(a)-tail:]...)
	return p
}

// pieces gathers tokens and joins neighbours of one kind.
type pieces []Piece

func (p *pieces) add(kind PieceKind, tokens ...string) {
	if len(tokens) == 0 {
		return
	}
	text := strings.Join(tokens, "")
	if n := len(*p); n > 0 && (*p)[n-1].Kind == kind {
		(*p)[n-1].Text += text
		return
	}
	*p = append(*p, Piece{kind, text})
}

// middle walks the table of longest common subsequences from its start.
func (p *pieces) middle(x, y []string) {
	width := len(y) + 1
	length := make([]int32, (len(x)+1)*width)
	for i := len(x) - 1; i >= 0; i-- {
		for j := len(y) - 1; j >= 0; j-- {
			if x[i] == y[j] {
				length[i*width+j] = length[(i+1)*width+j+1] + 1
			} else {
				length[i*width+j] = max(length[(i+1)*width+j], length[i*width+j+1])
			}
		}
	}
	i, j := 0, 0
	for i < len(x) && j < len(y) {
		switch {
		case x[i] == y[j]:
			p.add(Same, x[i])
			i, j = i+1, j+1
		case length[(i+1)*width+j] >= length[i*width+j+1]:
			p.add(Gone, x[i])
			i++
		default:
			p.add(Come, y[j])
			j++
		}
	}
	p.add(Gone, x[i:]...)
	p.add(Come, y[j:]...)
}

// healGaps joins changes that only white space parts, because a reader takes
// in one changed phrase more easily than five changed words.
func healGaps(in []Piece) []Piece {
	var out []Piece
	for i := 0; i < len(in); {
		if in[i].Kind == Same {
			out = append(out, in[i])
			i++
			continue
		}
		var gone, come strings.Builder
		for i < len(in) && (in[i].Kind != Same || i+1 < len(in) && blank(in[i].Text)) {
			if in[i].Kind != Come {
				gone.WriteString(in[i].Text)
			}
			if in[i].Kind != Gone {
				come.WriteString(in[i].Text)
			}
			i++
		}
		out = append(out, changed(gone.String(), come.String())...)
	}
	return out
}

func changed(gone, come string) (out []Piece) {
	if gone != "" {
		out = append(out, Piece{Gone, gone})
	}
	if come != "" {
		out = append(out, Piece{Come, come})
	}
	return out
}

func blank(s string) bool { return strings.TrimSpace(s) == "" }

// Shorten leaves of each unchanged run only some words beside the changes, for
// lists that show many differences. A piece of kind Left stands for the rest.
func Shorten(in []Piece, around int) []Piece {
	var out []Piece
	for i, p := range in {
		if p.Kind != Same {
			out = append(out, p)
			continue
		}
		words := splitWords(p.Text)
		before, after := around*2, around*2 // a word and the space behind it
		if i == 0 {
			before = 0
		}
		if i == len(in)-1 {
			after = 0
		}
		if len(words) <= before+after+4 {
			out = append(out, p)
			continue
		}
		if before > 0 {
			out = append(out, Piece{Same, strings.Join(words[:before], "")})
		}
		out = append(out, Piece{Kind: Left})
		if after > 0 {
			out = append(out, Piece{Same, strings.Join(words[len(words)-after:], "")})
		}
	}
	return out
}

// Union puts two texts together sentence by sentence: what both have once, and
// what only one has in its place. It is where people start who combine two
// texts, so that nothing has to be typed again.
func Union(a, b string) string {
	x, y := splitSentences(strings.TrimSpace(a)), splitSentences(strings.TrimSpace(b))
	for _, s := range [][]string{x, y} {
		for i := range s {
			s[i] = strings.TrimSpace(s[i])
		}
	}
	x, y = notEmpty(x), notEmpty(y)
	if len(x)*len(y) > maxCells {
		return strings.TrimSpace(a) + "\n\n" + strings.TrimSpace(b)
	}
	var all []string
	var p sentences
	p.middle(x, y)
	for _, s := range p {
		if !slices.Contains(all, s) {
			all = append(all, s)
		}
	}
	return strings.Join(all, " ")
}

func notEmpty(s []string) []string {
	return slices.DeleteFunc(s, func(t string) bool { return t == "" })
}

// sentences is every sentence of two texts in a common order.
type sentences []string

func (p *sentences) middle(x, y []string) {
	head, tail := sharedEnds(x, y)
	*p = append(*p, x[:head]...)
	inX, inY := x[head:len(x)-tail], y[head:len(y)-tail]
	for len(inX) > 0 {
		s := inX[0]
		if at := slices.Index(inY, s); at >= 0 {
			*p = append(*p, inY[:at]...)
			inY = inY[at+1:]
		}
		*p = append(*p, s)
		inX = inX[1:]
	}
	*p = append(*p, inY...)
	*p = append(*p, x[len(x)-tail:]...)
}

// splitWords parts a text into words, runs of white space and single signs.
// Han, kana and Thai have no spaces between words: each letter is one token.
func splitWords(s string) []string {
	var out []string
	for len(s) > 0 {
		n := wordEnd(s)
		out = append(out, s[:n])
		s = s[n:]
	}
	return out
}

func wordEnd(s string) int {
	first, size := utf8.DecodeRuneInString(s)
	is := wordLetter
	switch {
	case unicode.IsSpace(first):
		is = unicode.IsSpace
	case !wordLetter(first):
		return size
	}
	for n, r := range s {
		if !is(r) {
			return n
		}
	}
	return len(s)
}

func wordLetter(r rune) bool {
	if unicode.In(r, unicode.Han, unicode.Hiragana, unicode.Katakana, unicode.Thai) {
		return false
	}
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r)
}

// splitSentences parts a text behind the signs that end a sentence, and at
// line ends.
func splitSentences(s string) []string {
	var out []string
	start, ended := 0, false
	for n, r := range s {
		if ended && (unicode.IsSpace(r) || wide(lastRune(s[start:n]))) {
			out = append(out, s[start:n])
			start = n
		}
		ended = strings.ContainsRune(".!?;؟。！？…\n", r)
	}
	if start < len(s) {
		out = append(out, s[start:])
	}
	return out
}

func lastRune(s string) rune { r, _ := utf8.DecodeLastRuneInString(s); return r }

// wide signs end a sentence without a space behind them.
func wide(r rune) bool { return strings.ContainsRune("。！？\n", r) }
