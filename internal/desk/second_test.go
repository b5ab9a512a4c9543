package desk

import (
	"fmt"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// The values of the story: what the first and the second coder answer to the
// first twelve indicators of the domain D1.
//
//	        absent partial present   (second across)
//	absent     2      1      0
//	partial    0      2      1
//	present    1      0      5
//
// Raw: 9 of 12, 75 %. By hand, with linear weights 1, 1/2, 0 for no, one and two steps:
// observed: (9 + 2 x 1/2)/12 = 10/12; row sums 3 3 6, column sums 3 3 6.
//
//	Weighted kappa (Cohen, 1968): expected = (9+9+36)/144 + 1/2 (9+9+18+18)/144
//	= 81/144; (10/12 - 81/144)/(1 - 81/144) = (120-81)/(144-81) = 39/63 = 0.6190.
//	Gwet's AC2 (Gwet, 2014): mean shares 1/4 1/4 1/2; sum of p(1-p) = 5/8; sum of
//	weights 3 + 4 x 1/2 = 5; expected = 5/(3 x 2) x 5/8 = 25/48;
//	(40/48 - 25/48)/(23/48) = 15/23 = 0.6522.
//	Krippendorff's ordinal alpha (Krippendorff, 2011): of 24 ratings 6, 6, 12;
//	mid ranks 3, 9, 18. Observed: 2 x (36 + 81 + 225) = 684 over 24 ratings;
//	expected: 2 x (6x6x36 + 6x12x225 + 6x12x81) / (24 x 23) = 46656/552;
//	1 - (684/24)/(46656/552) = 1 - 28.5/84.5217 = 0.6628.
var (
	firstValues  = strings.Fields("absent absent absent partial partial partial present present present present present present")
	secondValues = strings.Fields("absent absent partial partial partial present present present present present present absent")
)

// drawn is what is coded twice in the story.
func (w *world) drawnCodes() []framework.Code {
	s := w.stateOf()
	var codes []framework.Code
	for _, ind := range s.Book.In("D1") {
		codes = append(codes, ind.Code)
	}
	return codes
}

func (w *world) stateOf() *assessment.State {
	w.Helper()
	s, err := w.app.State(w.Context(), w.standing("ruth"), w.chain)
	w.must(err)
	return s
}

// secret words that only one coder wrote.
func coderWords(hand assessment.Hand, n int) string {
	return fmt.Sprintf("%sword%d says that the decree names an office", map[assessment.Hand]string{"first": "mallow", "second": "tansy"}[hand], n)
}

// answerTwice answers one indicator as one of the coders.
func (w *world) answerTwice(login string, hand assessment.Hand, n int, code framework.Code, value string) {
	w.Helper()
	source := assessment.SourceID(fmt.Sprintf("s-%s-%d", hand, n))
	now := w.stateOf().Item(code).Of(hand)
	var do []assessment.Command
	if now.Seq == 0 {
		do = append(do, assessment.AddSource{SourceAdded: assessment.SourceAdded{ID: source, Cited: assessment.Cited{
			Kind: "law", Title: fmt.Sprintf("%stitle%d", hand, n), Language: "es", Issuer: "Office", Date: "2024-05-01",
		}}})
	}
	do = append(do, assessment.RecordAnswer{Base: now.Seq, Answered: assessment.Answered{
		Indicator: code, Hand: hand, Ready: true, Given: assessment.Given{
			Value: value, Justification: coderWords(hand, n), Language: "es", Confidence: "high",
			Citations: []assessment.Citation{{Source: source, Locator: fmt.Sprintf("%slocator%d", hand, n)}},
		},
	}})
	w.do(login, do...)
}

// codedTwice draws the domain D1 and has both coders answer its first
// indicators; the rest they answer alike.
func (w *world) codedTwice() {
	w.Helper()
	w.do("ruth", assessment.DrawSecond{How: "domain", Domain: "D1"})
	for n, code := range w.drawnCodes() {
		first, second := framework.Unknown, framework.Unknown
		if n < len(firstValues) {
			first, second = firstValues[n], secondValues[n]
		}
		w.answerTwice("coder", assessment.FirstHand, n, code, first)
		w.answerTwice("second_coder", assessment.SecondHand, n, code, second)
	}
}

func TestDrawingWhatIsCodedTwice(t *testing.T) {
	onEach(t, func(w *world) {
		ruth := w.as("ruth")
		page := linkTo(w.chain, "second")
		ruth.wants(ruth.get(page), 200, "Choose what is answered twice", "All 83 indicators", "A random share")
		ruth.wants(ruth.post(page, "how", "share", "share", "30", "seed", "x"), 422, "whole number without a sign", `value="x"`)
		ruth.wants(ruth.post(page, "how", "share", "share", "300", "seed", "4711"), 422, "300 per cent", `value="300"`)
		ruth.wants(ruth.post(page, "how", "share", "share", "30", "seed", "4711"), 303)
		ruth.wants(ruth.get(page), 200, "25 indicators are answered twice", "seed 4711", "0 of 25")
		drawn := w.stateOf().Second.Indicators
		ruth.wants(ruth.post(page, "how", "share", "share", "30", "seed", "4711"), 303)
		if again := w.stateOf().Second.Indicators; fmt.Sprint(again) != fmt.Sprint(drawn) {
			t.Errorf("the same seed drew %v, then %v", drawn, again)
		}
		w.answerTwice("second_coder", assessment.SecondHand, 0, drawn[0], "present")
		ruth.wants(ruth.get(page), 200, "1 of 25", "The second coder has begun")
		ruth.wants(ruth.post(page, "how", "all"), 422, "Second coding has begun")
		for _, login := range []string{"coder", "second_coder", "editor", "focal_point"} {
			b := w.as(login)
			b.wants(b.get(page), 403)
			b.wants(b.post(page, "how", "all"), map[string]int{"coder": 403, "editor": 403, "second_coder": 403, "focal_point": 403}[login])
		}
		nobody := w.as("nobody")
		nobody.wants(nobody.get(page), 404)
	})
}

// From the draw to the last decision, through the pages.
func TestTwoCodersAndADecision(t *testing.T) {
	onEach(t, func(w *world) {
		w.codedTwice()
		reviewer := w.as("reviewer")
		differences := linkTo(w.chain, "differences")
		reviewer.wants(reviewer.get(differences), 200, "Not opened yet", "15 of 15", "Open both")
		reviewer.wants(reviewer.get(linkDifference(w.chain, "L-1.1.3")), 404)
		reviewer.wants(reviewer.post(linkTo(w.chain, "second", "open")), 303)
		shown := reviewer.get(differences)
		reviewer.wants(shown, 200, "75%", "0.62", "0.66", "0.65", "9 of 12.", "Good.", "By domain", "Answers “Unknown”")
		_, open, _ := strings.Cut(shown.text, `id="difference"`)
		if open, _, _ = strings.Cut(open, "</article>"); open == "" || strings.Contains(open, "Lucía coder") || strings.Contains(open, "Lucía second") {
			t.Error("a coder is named beside an answer before anything is decided")
		}
		w.decideThree(t, reviewer)
		// What changes afterwards was no longer given blind: it is no difference.
		w.answerTwice("coder", assessment.FirstHand, 0, w.drawnCodes()[0], "present")
		reviewer.wants(reviewer.get(differences), 200, "75%", "0.62", `<span class="n">3</span>`, "2 decided")
	})
}

// decideThree decides one difference, is refused another, and writes an own
// text for the third.
func (w *world) decideThree(t *testing.T, reviewer *browser) {
	t.Helper()
	codes := w.drawnCodes()
	one, two := codes[2], codes[11] // absent against partial; present against absent
	page := linkDifference(w.chain, one)
	shown := reviewer.get(page)
	reviewer.wants(shown, 200, "Coder A", "Coder B", "Names are shown after the decision", "difference 1 of 3", "Only here", "mallow", "tansy")
	for _, refused := range []struct {
		pairs []string
		words string
	}{
		{[]string{"value", "partial", "text", "A", "reason", ""}, "A reason is missing"},
		{[]string{"text", "A", "reason", "Kept reason."}, "no value"},
		{[]string{"value", "partial", "text", "own", "own", "", "reason", "Kept reason."}, "no justification"},
		{[]string{"value", "partial", "text", "C", "reason", "Kept reason."}, "whose justification"},
		{[]string{"value", "excellent", "text", "A", "reason", "Kept reason."}, "not one of the values"},
	} {
		again := reviewer.post(page, append(refused.pairs, "do", "decide")...)
		reviewer.wants(again, 422, refused.words)
		if len(refused.pairs) > 4 && !strings.Contains(again.text, "Kept reason.") && strings.Contains(strings.Join(refused.pairs, " "), "Kept") {
			t.Errorf("%v: what was typed is gone", refused.pairs)
		}
	}
	letter := "A"
	if !turned(w.chain, one) {
		letter = "B"
	}
	reviewer.wants(reviewer.post(page, "do", "decide", "value", "partial", "text", letter, "reason", "The annex says so."), 303)
	item := w.stateOf().Item(one)
	if item.Decision.Text != "second" || item.Standing().Justification != coderWords(assessment.SecondHand, 2) || item.First.Justification != coderWords(assessment.FirstHand, 2) {
		t.Errorf("decided %+v", item.Decision)
	}
	reviewer.wants(reviewer.get(page), 200, "The annex says so.", "Lucía coder", "Lucía second_coder", "The text of coder "+letter+" goes on.")
	page = linkDifference(w.chain, two)
	reviewer.wants(reviewer.post(page, "do", "decide", "value", "partial", "text", "own", "own", "Between the two.", "language", "en", "reason", "Neither page shows all."), 303)
	reviewer.wants(reviewer.get(page), 200, "Between the two.", "Neither page shows all.", wordsIn(coderWords(assessment.FirstHand, 11)), wordsIn(coderWords(assessment.SecondHand, 11)))
	for _, login := range []string{"coder", "second_coder", "ruth"} {
		b := w.as(login)
		if r := b.post(linkDifference(w.chain, codes[5]), "do", "decide", "value", "partial", "text", "A", "reason", "x"); r.status != 403 {
			t.Errorf("%s decides: %d", login, r.status)
		}
	}
}

// wordsIn is the word of a text that only one coder wrote.
func wordsIn(s string) string { return strings.Fields(s)[0] }

// newAtEachLook is what differs between two looks at the same page.
var newAtEachLook = regexp.MustCompile(`[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}`)

// everyPage asks for each address of the workbench that can be looked at, with
// every indicator, source and entry in its place, and gives what was shown.
func (b *browser) everyPage() map[string]string {
	b.ahead += 10 * time.Minute // nobody is present any more
	s := b.stateOf()
	fill := map[string][]string{"chain": {string(b.chain)}, "domain": {"D1"}, "seq": {"1", fmt.Sprint(s.Head.Seq)}}
	fill["code"] = []string{string(b.drawnCodes()[1]), "L-2.1.1"}
	fill["source"] = []string{"s-first-1", "s-second-1"}
	out := map[string]string{}
	for _, pattern := range Addresses() {
		method, path, ok := strings.Cut(pattern, " ")
		if !ok || method != "GET" || strings.Contains(path, "sign-out") {
			continue
		}
		for _, at := range everyAddress(strings.TrimSuffix(path, "{$}"), fill) {
			r := b.get(at)
			out[at] = newAtEachLook.ReplaceAllString(r.text+r.header.Get("Location"), "")
		}
	}
	for _, q := range []string{"word1", "title", "decree"} {
		out["search "+q] = b.get("/desk/search?q=" + url.QueryEscape(q)).text
	}
	return out
}

var addressSlot = regexp.MustCompile(`\{([a-z]+)(\.\.\.)?\}`)

// everyAddress puts everything known into the slots of an address.
func everyAddress(path string, fill map[string][]string) []string {
	m := addressSlot.FindStringSubmatchIndex(path)
	if m == nil {
		return []string{path}
	}
	values := fill[path[m[2]:m[3]]]
	if values == nil {
		values = []string{"1"}
	}
	var out []string
	for _, v := range values {
		out = append(out, everyAddress(path[:m[0]]+v+path[m[1]:], fill)...)
	}
	return out
}

// Rule: nobody sees the other coder's answer through any page, export, search
// or number before both are opened. The story asks for every address of the
// workbench as each of the three.
func TestBlindnessOfTwoCoders(t *testing.T) {
	w := newWorld(t)
	w.codedTwice()
	hidden := map[string][]string{
		"second_coder": {"mallow", "firsttitle", "firstlocator"},
		"coder":        {"tansy", "secondtitle", "secondlocator"},
		"reviewer":     {"tansy", "secondlocator"},
		"editor":       {"tansy", "secondlocator"},
		"ruth":         {"tansy", "secondlocator"},
		"focal_point":  {"tansy", "mallow", "firsttitle", "secondtitle"},
	}
	before := map[string]map[string]string{}
	for login, words := range hidden {
		b := w.as(login)
		pages := b.everyPage()
		before[login] = pages
		for at, text := range pages {
			for _, word := range words {
				if strings.Contains(text, word) {
					t.Errorf("%s reads %q at %s", login, word, at)
				}
			}
		}
	}
	// Numbers tell nothing either: when the second coder changes every answer
	// to another value, no page of the others changes, and the other way round.
	for n, code := range w.drawnCodes() {
		w.answerTwice("second_coder", assessment.SecondHand, n, code, "partial")
	}
	for _, login := range []string{"coder", "reviewer", "ruth", "editor"} {
		w.sameNumbers(t, login, before[login])
	}
	mine := w.as("second_coder").everyPage()
	for n, code := range w.drawnCodes() {
		w.answerTwice("coder", assessment.FirstHand, n, code, "absent")
	}
	w.do("reviewer", assessment.ReviewAnswer{Reviewed: assessment.Reviewed{Indicator: "L-1.1.1", Verdict: "returned", Reason: "mallow again"}, Base: 1 << 40})
	w.sameNumbers(t, "second_coder", mine)
}

// sameNumbers compares what a person sees of each page but the record's own,
// where entries have times and numbers.
func (w *world) sameNumbers(t *testing.T, login string, before map[string]string) {
	t.Helper()
	b := w.as(login)
	for at, now := range b.everyPage() {
		if was, ok := before[at]; ok && aboutAnswers(at) && valuesIn(was) != valuesIn(now) {
			t.Errorf("%s sees another %s after the other coder changed an answer:\n%s\n%s", login, at, valuesIn(was), valuesIn(now))
		}
	}
}

// aboutAnswers tells pages whose figures speak of answers from those that
// speak of entries and moments.
func aboutAnswers(at string) bool {
	for _, part := range []string{"/results", "/differences", "/second", "/review", "/agreement", "/d/", "/i/", "/answers", "/desk/assessments"} {
		if strings.HasSuffix(at, part) || strings.Contains(at, part+"/") || strings.Contains(at, part) && (part == "/d/" || part == "/i/") {
			return !strings.Contains(at, "/history")
		}
	}
	return false
}

// valuesIn is what a page says, without moments and numbers of entries.
func valuesIn(page string) string {
	page = regexp.MustCompile(`<time[^>]*>[^<]*</time>|name="(base|upto|command)" value="[^"]*"|\d{1,2} \w+ \d{4}(, |,? at )?\d{0,2}:?\d{0,2}`).ReplaceAllString(page, "")
	return readable(page)
}

// A reviewer asks both; the question names nobody, and each coder answers
// without seeing the other.
func TestAskingBoth(t *testing.T) {
	w := newWorld(t)
	w.codedTwice()
	w.do("reviewer", assessment.Compare{})
	code := w.drawnCodes()[2]
	reviewer := w.as("reviewer")
	page := linkDifference(w.chain, code)
	reviewer.wants(reviewer.post(page, "do", "ask", "question", ""), 422)
	reviewer.wants(reviewer.post(page, "do", "ask", "question", "Which article decides it?"), 303)
	reviewer.wants(reviewer.get(page), 200, "Asked both, since", "Which article decides it?")
	if text := reviewer.get(page).text; strings.Contains(text, "Lucía coder") || strings.Contains(text, "Lucía second_coder") {
		t.Error("the page of a difference names a coder before the decision")
	}
	for _, login := range []string{"coder", "second_coder"} {
		b := w.as(login)
		b.wants(b.get("/desk/"), 200, "Which article decides it?")
	}
	second := w.as("second_coder")
	asked := linkAsked(w.chain, code)
	second.wants(second.get("/desk/"), 200, asked)
	shown := second.get(asked)
	second.wants(shown, 200, "Which article decides it?", coderWords(assessment.SecondHand, 2), "Your answer")
	thread := w.stateOf().AskedOf(w.ids["second_coder"])[0].ID
	w.do("coder", assessment.Discuss{Commented: assessment.Commented{ID: "reply-1", Indicator: code, Text: "mallow is the third article", Thread: thread}})
	second.wants(second.post(asked, "thread", thread, "text", "It is the fourth."), 303)
	shown = second.get(asked)
	second.wants(shown, 200, "It is the fourth.")
	if strings.Contains(shown.text, "mallow") || strings.Contains(shown.text, "Lucía coder") {
		t.Error("the second coder reads the first")
	}
	reviewer.wants(reviewer.get(page), 200, "It is the fourth.", "mallow is the third article", "Coder A", "Coder B")
	second.wants(second.get(linkAsked(w.chain, w.drawnCodes()[5])), 404)
	second.wants(second.post(asked, "thread", "another", "text", "x"), 404)
	second.wants(second.post(asked, "thread", thread, "text", " "), 422)
	w.as("coder").wants(w.as("coder").get(asked), 404)
}

// What only both coders know stays with them: before the answers are opened
// the second coder cannot be asked, and so cannot say anything.
func TestNobodyIsAskedBeforeBothAreOpen(t *testing.T) {
	w := newWorld(t)
	w.codedTwice()
	code := w.drawnCodes()[2]
	w.do("reviewer", assessment.Discuss{Commented: assessment.Commented{ID: "early", Indicator: code, Text: "?", Mentions: []account.ID{w.ids["second_coder"]}}})
	second := w.as("second_coder")
	second.wants(second.get(linkAsked(w.chain, code)), 404)
	second.wants(second.post(linkAsked(w.chain, code), "thread", "early", "text", "x"), 404)
}

func TestMarkedWords(t *testing.T) {
	say := func(tag lang.Tag, s string) assessment.Answer {
		return assessment.Answer{Given: assessment.Given{Justification: s, Language: tag}}
	}
	kinds := func(ps []Piece) string {
		var b strings.Builder
		for _, p := range ps {
			fmt.Fprintf(&b, "%s[%s]", p.Kind, p.Text)
		}
		return b.String()
	}
	for _, c := range []struct{ name, a, b, wantA, wantB string }{
		{"a few words", "The draft names the policy, but no goal.", "The draft names the policy and its goals.", "come", "come"},
		{"the same", "The same.", "The same.", "same[The same.]", "same[The same.]"},
		{"nothing in common", "Nada se encontró", "The ordinance covers everyone", "same[Nada se encontró]", "same[The ordinance covers everyone]"},
	} {
		a, b := markedWords(say("es", c.a), say("es", c.b))
		if !strings.Contains(kinds(a), c.wantA) || !strings.Contains(kinds(b), c.wantB) || strings.Contains(kinds(a)+kinds(b), "gone") {
			t.Errorf("%s: %s | %s", c.name, kinds(a), kinds(b))
		}
	}
	a, _ := markedWords(say("es", "Una frase"), say("en", "Una frase más"))
	if kinds(a) != "same[Una frase]" {
		t.Errorf("two languages are compared: %s", kinds(a))
	}
}
