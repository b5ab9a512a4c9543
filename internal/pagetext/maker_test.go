package pagetext

import (
	"fmt"
	"strings"

	"sextant/internal/lang"
)

// maker writes synthetic pages in the shapes in which real ones are copied.
// All sentences are invented.
type maker struct {
	opening lang.Tag // "" for none
	shape   string   // of the opening: "twice", "flat", "numbered", "bullets"
	lang    lang.Tag // of the profile
	bullet  string   // "" for flat lists; "1." and "a)" count
	spaced  bool     // an empty line between items
	wrap    int      // width to wrap findings at, 0 for not
	reading int      // which wording of each heading
	upper   bool
	number  string // before a domain's heading: "%d. ", "Domain %d: "
	colon   string // after a list's heading
	twice   bool   // headings twice
	panels  bool   // "1", "Key findings" above each part
	intro   string // "heading", "none"
	titleAt string // "top", "end", "both"
	title   string
	date    string
	footer  bool
	crlf    bool
}

func plain(l lang.Tag, opening lang.Tag) maker {
	return maker{opening: opening, shape: "twice", lang: l, bullet: "•", panels: true, intro: "heading", titleAt: "end", title: invented[l].title, date: invented[l].date, colon: ":"}
}

type inventedText struct {
	title, place, country, date string
	intro                       []string
	developed, potential        []string
}

// invented holds, for each language, sentences with %d for a domain's number.
var invented = map[lang.Tag]inventedText{
	lang.English: {
		"Migration Governance Profile: City of Lakewood (Ghana)", "City of Lakewood", "Ghana", "September 2023",
		[]string{"This page looks at how the city of Lakewood deals with migration, in six parts.", "It was prepared together with the offices of the city and with people who live there."},
		[]string{"Since 2019 the office for residents in ward %d has offered advice on health care and schooling to everybody who lives in the city, whatever their papers say.", "The council adopted a plan in 2021 by which the departments of ward %d meet every month. The minutes are public."},
		[]string{"Set up a desk in ward %d that tells migrants about their rights at work.", "Publish figures on migration in ward %d every year and break them down by sex."},
	},
	lang.Spanish: {
		"Perfil de Gobernanza de la Migración: Municipalidad de Valle Claro (Perú)", "Municipalidad de Valle Claro", "Perú", "septiembre de 2023",
		[]string{"Esta página describe cómo la municipalidad de Valle Claro aborda la migración, en seis partes.", "Se preparó con las oficinas del municipio y con las personas que viven en él."},
		[]string{"Desde 2019 la oficina de vecinos del barrio %d ofrece orientación sobre salud y escuela a todas las personas que viven en la comuna, sin importar sus papeles.", "El concejo aprobó en 2021 un plan por el cual los departamentos del barrio %d se reúnen cada mes. Las actas son públicas."},
		[]string{"Crear una ventanilla en el barrio %d que informe a las personas migrantes sobre sus derechos en el trabajo.", "Publicar cada año las cifras de migración del barrio %d y desagregarlas por sexo."},
	},
	lang.French: {
		"Profil de gouvernance des migrations : Ville de Clairval (Sénégal)", "Ville de Clairval", "Sénégal", "septembre 2023",
		[]string{"Cette page montre comment la ville de Clairval traite des migrations, en six parties.", "Elle a été préparée avec les services de la ville et avec les personnes qui y vivent."},
		[]string{"Depuis 2019, le bureau des habitants du quartier %d conseille toutes les personnes qui vivent dans la ville sur la santé et l’école, quels que soient leurs papiers.", "Le conseil a adopté en 2021 un plan selon lequel les services du quartier %d se réunissent chaque mois. Les comptes rendus sont publics."},
		[]string{"Créer un guichet dans le quartier %d qui informe les migrants de leurs droits au travail.", "Publier chaque année les chiffres des migrations du quartier %d et les ventiler par sexe."},
	},
	lang.Portuguese: {
		"Perfil de Governança da Migração: Município de Vale Sereno (Cabo Verde)", "Município de Vale Sereno", "Cabo Verde", "setembro de 2023",
		[]string{"Esta página mostra como o município de Vale Sereno trata da migração, em seis partes.", "Foi preparada com os serviços do município e com as pessoas que nele vivem."},
		[]string{"Desde 2019 o gabinete dos moradores do bairro %d oferece orientação sobre saúde e escola a todas as pessoas que vivem na cidade, sejam quais forem os seus documentos.", "A câmara aprovou em 2021 um plano pelo qual os serviços do bairro %d se reúnem todos os meses. As atas são públicas."},
		[]string{"Criar um balcão no bairro %d que informe os migrantes sobre os seus direitos no trabalho.", "Publicar todos os anos os números da migração do bairro %d e desagregá-los por sexo."},
	},
	lang.Arabic: {
		"ملف حوكمة الهجرة: مدينة الوادي الهادئ (المغرب)", "مدينة الوادي الهادئ", "المغرب", "سبتمبر 2023",
		[]string{"تبين هذه الصفحة كيف تتعامل المدينة مع الهجرة في ستة أجزاء.", "أعدت الصفحة بالتعاون مع مكاتب المدينة ومع سكانها."},
		[]string{"منذ عام 2019 يقدم مكتب السكان في الحي %d المشورة بشأن الصحة والمدرسة لجميع من يعيشون في المدينة.", "اعتمد المجلس في عام 2021 خطة تجتمع بموجبها إدارات الحي %d كل شهر. والمحاضر علنية."},
		[]string{"إنشاء مكتب في الحي %d لإعلام العمال بحقوقهم في العمل.", "نشر الأرقام كل عام في الحي %d وتصنيفها حسب الجنس."},
	},
	lang.Russian: {
		"Профиль управления миграцией: город Тихая Долина (Казахстан)", "город Тихая Долина", "Казахстан", "сентябрь 2023",
		[]string{"Эта страница показывает, как город занимается вопросами миграции, в шести частях.", "Она подготовлена вместе со службами города и его жителями."},
		[]string{"С 2019 года служба жителей района %d консультирует всех, кто живёт в городе, по вопросам здоровья и школы.", "В 2021 году совет принял план, по которому службы района %d встречаются каждый месяц. Протоколы открыты."},
		[]string{"Создать в районе %d приёмную, которая рассказывает о правах на работе.", "Ежегодно публиковать цифры по району %d с разбивкой по полу."},
	},
	lang.Chinese: {
		"移民治理概况：静谷市（智利）", "静谷市", "智利", "2023年9月",
		[]string{"本页分六个部分说明静谷市如何处理移民事务。", "本页由该市各部门与居民共同编写。"},
		[]string{"自2019年以来，第%d区的居民办公室为所有居住在本市的人提供医疗和入学咨询。", "市议会于2021年通过一项计划，第%d区各部门每月开会。会议记录公开。"},
		[]string{"在第%d区设立窗口，向外来人员介绍其劳动权利。", "每年公布第%d区的数据，并按性别分列。"},
	},
	"de": {
		"Migrationsgovernance-Profil: Stadt Stilltal (Österreich)", "Stadt Stilltal", "Österreich", "September 2023",
		[]string{"Diese Seite zeigt, wie die Stadt mit Migration umgeht, in sechs Teilen.", "Sie wurde mit den Ämtern der Stadt und mit den Menschen erstellt, die dort leben."},
		[]string{"Seit 2019 berät das Bürgeramt im Bezirk %d alle Menschen, die in der Stadt leben, zu Gesundheit und Schule.", "Der Rat hat 2021 einen Plan beschlossen, nach dem sich die Ämter im Bezirk %d jeden Monat treffen. Die Protokolle sind öffentlich."},
		[]string{"Eine Stelle im Bezirk %d einrichten, die über die Rechte bei der Arbeit informiert.", "Die Zahlen für den Bezirk %d jedes Jahr veröffentlichen und nach Geschlecht aufschlüsseln."},
	},
}

// explained is what an invented opening says of a domain.
var explanation = map[lang.Tag][2]string{
	lang.English:    {"About the Migration Governance Indicators", "Indicators in this domain ask what a country does about matter number %d and whether its laws are in step with its plans."},
	lang.Spanish:    {"Indicadores de Gobernanza de la Migración (IGM)", "Los indicadores de este dominio preguntan qué hace un país respecto del asunto número %d y si sus leyes acompañan sus planes."},
	lang.French:     {"Indicateurs de gouvernance des migrations (IGM)", "Les indicateurs dans ce domaine demandent ce que fait un pays au sujet du point numéro %d et si ses lois suivent ses plans."},
	lang.Portuguese: {"Indicadores de Governança da Migração (IGM)", "Os indicadores deste domínio perguntam o que um país faz quanto ao assunto número %d e se as suas leis acompanham os planos."},
	"de":            {"Über die Indikatoren der Migrationspolitik", "Indikatoren in dieser Dimension fragen, was ein Land in der Sache Nummer %d unternimmt und ob seine Gesetze dazu passen."},
}

// reading is one reading of a pattern of a wording: the n-th choice of each.
func reading(pattern string, n int) string {
	open := strings.IndexByte(pattern, '(')
	if open < 0 {
		return pattern
	}
	depth, cuts, end := 0, []int{open}, -1
	for i := open; i < len(pattern) && end < 0; i++ {
		switch pattern[i] {
		case '(':
			depth++
		case '|':
			if depth == 1 {
				cuts = append(cuts, i)
			}
		case ')':
			if depth--; depth == 0 {
				end = i
			}
		}
	}
	cuts = append(cuts, end)
	k := n % (len(cuts) - 1)
	mid := reading(pattern[cuts[k]+1:cuts[k+1]], n)
	return pattern[:open] + mid + reading(pattern[end+1:], n)
}

func pick(patterns []string, n int) string {
	return strings.Join(strings.Fields(reading(patterns[n%len(patterns)], n)), " ")
}

func (m maker) write() string {
	var b []string
	add := func(s ...string) { b = append(b, s...) }
	if m.titleAt == "top" || m.titleAt == "both" {
		add(m.title, "", m.date, "")
	}
	add(m.writeOpening()...)
	v := invented[m.lang]
	m.panel(add)
	if m.intro == "heading" {
		add(m.cased(introWordings[m.lang][0]), "")
	}
	if m.intro != "none" {
		for _, p := range v.intro {
			add(m.wrapped("", p)...)
			add("")
		}
	}
	for d := range domains {
		m.panel(add)
		head := m.cased(pick(domainWordings[m.lang][d], m.reading))
		if m.number != "" {
			head = fmt.Sprintf(m.number, d+1) + head
		}
		add(head)
		if m.twice {
			add(head)
		}
		add("", pick(developedWordings[m.lang], m.reading)+m.colon, "")
		add(m.items(v.developed, d)...)
		add("", pick(potentialWordings[m.lang], m.reading)+m.colon, "")
		add(m.items(v.potential, d)...)
	}
	if m.titleAt != "top" {
		add("", m.date, "", m.title)
	}
	if m.footer {
		add("", "© 2023 An Organization", "https://example.org/profiles")
	}
	end := "\n"
	if m.crlf {
		end = "\r\n"
	}
	return strings.Join(b, end)
}

func (m maker) cased(s string) string {
	if m.upper {
		return strings.ToUpper(s)
	}
	return s
}

func (m maker) panel(add func(...string)) {
	if m.panels {
		add("1", strings.ToUpper(pick(keyWordings[m.lang], m.reading)))
	}
}

func (m maker) writeOpening() []string {
	if m.opening == "" {
		return nil
	}
	about := explanation[m.opening]
	b := []string{about[0], about[0], ""}
	for d := range domains {
		head := domainWordings[m.opening][d][0]
		switch m.shape {
		case "twice":
			b = append(b, head, head, "")
		case "numbered":
			b = append(b, fmt.Sprintf("%d: %s", d+1, head), "", head, "")
		case "bullets":
			b = append(b, strings.ToUpper(head), "", "  • "+about[0], "  • 5", "")
		}
		b = append(b, fmt.Sprintf(about[1], d+1), "")
	}
	return b
}

func (m maker) items(sentences []string, d int) []string {
	var b []string
	for i, s := range sentences {
		mark := m.bullet
		switch mark {
		case "1.", "1)", "(1)":
			mark = strings.Replace(mark, "1", fmt.Sprint(i+1), 1)
		case "a)":
			mark = string(rune('a'+i)) + ")"
		}
		b = append(b, m.wrapped(mark, fmt.Sprintf(s, d+1))...)
		if m.spaced {
			b = append(b, "")
		}
	}
	return b
}

// wrapped breaks a sentence at the width; Chinese between any two characters.
func (m maker) wrapped(mark, s string) []string {
	if mark != "" {
		s = mark + " " + s
	}
	if m.wrap == 0 {
		return []string{s}
	}
	sep := " "
	if m.lang == lang.Chinese {
		sep = ""
	}
	var out []string
	line := ""
	for _, w := range strings.Split(s, sep) {
		if line != "" && len([]rune(line+sep+w)) > m.wrap {
			out = append(out, line)
			line = ""
		}
		if line != "" {
			line += sep
		}
		line += w
	}
	return append(out, line)
}
