package place

import (
	"fmt"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Make is the code of a place below a country, made of its official name:
// CHL and "Municipalidad de Monte Patria" give CHL-MONTE-PATRIA. Words that say
// what kind of place it is are left out (see Bare), accents fold, and only
// A-Z, 0-9 and hyphens stay. Several names, widest first, give the code of a
// place whose name alone would not tell it apart. Cyrillic and Arabic letters
// are written in Latin ones; letters of other scripts by their code points
// (上海 gives CHN-U4E0A-U6D77): choose a readable code by hand there. The same
// names always give the same code.
func Make(country Code, name ...string) Code {
	parts := []string{string(country)}
	for _, n := range name {
		bare := Bare(n)
		if isNameOf(bare, country) {
			bare = n // Ciudad de México is not the whole of Mexico
		}
		if p := codePart(bare); p != "" {
			parts = append(parts, p)
		}
	}
	return Code(strings.Join(parts, "-"))
}

func isNameOf(name string, country Code) bool {
	c, ok := FindCountry(name)
	return ok && c.Code == country
}

// codePart writes a name in A-Z, 0-9 and single hyphens.
func codePart(name string) string {
	var b strings.Builder
	gap := func() {
		if b.Len() > 0 && !strings.HasSuffix(b.String(), "-") {
			b.WriteByte('-')
		}
	}
	for _, r := range norm.NFC.String(Fold(name)) {
		switch latin, ok := inLatin[r]; {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9':
			b.WriteRune(r)
		case ok:
			b.WriteString(latin)
		case r == ' ':
			gap()
		default:
			gap()
			fmt.Fprintf(&b, "u%04x-", r)
		}
	}
	return strings.ToUpper(strings.Trim(b.String(), "-"))
}

// inLatin writes folded Cyrillic and Arabic letters in Latin ones, plainly and
// without marks; Arabic vowels that are not written stay unwritten.
var inLatin = func() map[rune]string {
	letters := map[rune]string{}
	pairs := strings.Fields("а a б b в v г g д d е e ж zh з z и i к k л l м m н n о o п p р r с s т t у u ф f х kh ц ts ч ch ш sh щ shch ъ - ы y ь - э e ю yu я ya і i є ye ґ g ў u ј j љ lj њ nj ћ c ђ dj џ dz" +
		" ا a ب b ت t ث th ج j ح h خ kh د d ذ dh ر r ز z س s ش sh ص s ض d ط t ظ z ع a غ gh ف f ق q ك k ل l م m ن n ه h و w ي y ء - پ p چ ch ژ zh گ g ڤ v")
	for i := 0; i+1 < len(pairs); i += 2 {
		letters[[]rune(pairs[i])[0]] = strings.Trim(pairs[i+1], "-")
	}
	return letters
}()

// kindWord is a word, or several, by which official names say what kind of
// place they mean.
type kindWord struct {
	phrase string // folded
	words  int    // that it fills in the name as written
	level  Level
	// bound asks for "of" after the word: Ciudad de Ovalle, but not Ciudad
	// Juárez, whose name the word belongs to.
	bound bool
}

// kindWords are the openings of official names, folded, longest first.
var kindWords = func() []kindWord {
	var all []kindWord
	add := func(level Level, bound bool, phrases string) {
		for _, p := range strings.Split(phrases, ",") {
			all = append(all, kindWord{Fold(p), len(strings.Fields(p)), level, bound})
		}
	}
	add(Municipality, false, "municipalidad,ilustre municipalidad,i municipalidad,municipalidad provincial,municipalidad distrital,municipio,municipio autonomo,ayuntamiento,ayuntamiento constitucional,alcaldia,alcaldia municipal,comuna,canton,gobierno municipal,gobierno local,gobierno autonomo municipal,gobierno autonomo descentralizado municipal,gad municipal,intendencia municipal,intendencia")
	add(Municipality, false, "municipality,metropolitan municipality,local municipality,district municipality,town council,township,district,district council,borough,municipal council,local government")
	add(Municipality, false, "commune,commune urbaine,commune rurale,municipalite,mairie,collectivite locale")
	add(Municipality, false, "municipio,prefeitura,prefeitura municipal,prefeitura do municipio,camara municipal")
	add(Municipality, false, "gemeinde,marktgemeinde,bezirk")
	add(Municipality, false, "بلديه,جماعه,امانه,المجلس البلدي,муниципалитет,муниципальное образование,муниципальный район")
	add(Municipality, true, "distrito")
	add(City, true, "ciudad,distrito metropolitano,municipio metropolitano,city,city council,capital city,metropolitan city,city and county,town,ville,communaute urbaine,metropole,cidade")
	add(City, false, "stadt,stadtgemeinde,hansestadt,landeshauptstadt,город,городской округ,مدينه")
	add(County, true, "county,county council,condado,comte,kreis")
	add(County, false, "landkreis,مقاطعه,уезд")
	add(Region, true, "region,regional council,department,province,governorate,district autonome,departement,gouvernorat,prefecture,wilaya,regiao")
	add(Region, false, "provincia,departamento,gobernacion,gobernacion del departamento,gobierno regional,gobierno provincial,gobierno autonomo departamental,gobierno departamental,consejo regional,conseil regional,conseil departemental,محافظه,ولايه,اقليم,منطقه,جهه,область,край")
	add(State, true, "state,state government,government of the state,estado,gobierno del estado,governo do estado,etat,land,freistaat")
	add(State, false, "bundesland")
	add(RegionalBody, false, "mancomunidad,mancomunidad regional,asociacion de municipalidades,association of municipalities,communaute de communes,communaute d'agglomeration,consorcio intermunicipal,gemeindeverband")
	slices.SortStableFunc(all, func(a, b kindWord) int { return b.words - a.words })
	return all
}()

// kindEndings are the endings by which names say their kind.
var kindEndings = []struct {
	ending string // folded; a leading space asks for a word of its own
	level  Level
}{
	{" city county", County},
	{" metropolitan municipality", Municipality},
	{" municipality", Municipality},
	{" district", Municipality},
	{" borough", Municipality},
	{" city council", City},
	{" city", City},
	{" town", City},
	{" county council", County},
	{" county", County},
	{" province", Region},
	{" governorate", Region},
	{" region", Region},
	{" prefecture", Region},
	{" state", State},
	{" область", Region},
	{" край", Region},
	{" район", County},
	{" городскои округ", City},
	{"自治区", Region},
	{"自治州", Region},
	{"特别行政区", Region},
	{"地区", Region},
	{"省", Region},
	{"州", State},
	{"市", City},
	{"县", County},
	{"縣", County},
	{"区", Municipality},
	{"區", Municipality},
	{"镇", Municipality},
	{"乡", Municipality},
}

// links follow a word of kind: Ville de, City of the, Prefeitura do. An
// article among them may belong to the name that follows: La Serena.
var (
	links    = wordSet("de del of the du des d da do dos das la el los las le les von der di l")
	articles = wordSet("la el los las le les the")
)

// Bare is an official name without the words that say what kind of place it
// is: "Ilustre Municipalidad de Monte Patria" is Monte Patria, "بلدية عمّان"
// is عمّان, 北京市 is 北京. A name that consists of such words only stays as it
// is, and so does a word that belongs to the name (Ciudad Juárez, Quezon City).
func Bare(name string) string {
	rest := strings.Join(strings.Fields(name), " ")
	for {
		_, shorter := kindOf(rest, true)
		if shorter == rest {
			return withoutEnding(rest)
		}
		rest = shorter
	}
}

// LevelOf guesses the level of government from the words of an official name;
// "" when they do not say.
func LevelOf(name string) Level {
	if level, _ := kindOf(name, false); level != "" {
		return level
	}
	folded := Fold(name)
	for _, k := range kindEndings {
		if bare, ok := strings.CutSuffix(folded, k.ending); ok && bare != "" {
			return k.level
		}
	}
	return ""
}

// kindOf reads one word of kind at the front of a name: its level and the name
// without it and the links behind it. When strict, words that need a link are
// read only with one. Without such a word the name comes back as it is.
func kindOf(name string, strict bool) (Level, string) {
	words := strings.Fields(name)
	for _, k := range kindWords {
		if k.words >= len(words) || Fold(strings.Join(words[:k.words], " ")) != k.phrase {
			continue
		}
		rest, linked := withoutLinks(words[k.words:])
		if len(rest) == 0 || strict && k.bound && !linked {
			continue
		}
		return k.level, strings.Join(rest, " ")
	}
	return "", name
}

// withoutLinks takes the links off the front of the words after a word of
// kind, also the French elided one (Ville d’Abidjan).
func withoutLinks(words []string) (rest []string, linked bool) {
	n := 0
	for n < len(words) && links[Fold(words[n])] {
		n++
	}
	if n == len(words) {
		return nil, true
	}
	if n > 0 && articles[Fold(words[n-1])] && words[n-1] != strings.ToLower(words[n-1]) {
		return words[n-1:], n > 1
	}
	for _, elided := range []string{"d'", "d’", "D'", "D’"} {
		if bare, ok := strings.CutPrefix(words[n], elided); n == 0 && ok && bare != "" {
			return append([]string{bare}, words[1:]...), true
		}
	}
	return words[n:], n > 0
}

// withoutEnding takes off a Chinese ending, which is no word of its own.
func withoutEnding(name string) string {
	for _, k := range kindEndings {
		if k.ending[0] == ' ' {
			continue
		}
		if bare, ok := strings.CutSuffix(name, k.ending); ok && len([]rune(bare)) >= 2 {
			return bare
		}
	}
	return name
}
