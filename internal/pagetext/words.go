package pagetext

import (
	"strings"

	"sextant/internal/lang"
)

// introWordings head the introduction.
var introWordings = map[lang.Tag][]string{
	lang.English:    {"Introduction"},
	lang.Spanish:    {"Introducción"},
	lang.French:     {"Introduction"},
	lang.Portuguese: {"Introdução"},
	"de":            {"Einleitung", "Einführung"},
	lang.Arabic:     {"المقدمة", "مقدمة", "تمهيد"},
	lang.Russian:    {"Введение"},
	lang.Chinese:    {"引言", "导言", "简介", "前言", "介绍", "导论"},
}

// keyWordings are the lines that a page repeats above each of its panels.
var keyWordings = map[lang.Tag][]string{
	lang.English:    {"key findings", "key finding", "main findings", "key results", "summary of (key|) findings"},
	lang.Spanish:    {"(principales|) hallazgos (principales|clave|claves|)", "(principales|) (conclusiones|resultados) (principales|clave|claves)", "principales (hallazgos|conclusiones|resultados)", "constataciones principales", "principales constataciones"},
	lang.French:     {"(principaux|principales) (resultats|conclusions|constatations|constats|enseignements)", "(conclusions|constatations) (principales|cles)", "resultats (cles|principaux)", "points (cles|saillants)"},
	lang.Portuguese: {"(principais) (conclusoes|resultados|achados|constatacoes|descobertas)", "(conclusoes|constatacoes|descobertas|resultados|achados) (principais|chave)"},
	"de":            {"(wichtigste|wichtige|zentrale|haupt) (ergebnisse|erkenntnisse)", "(hauptergebnisse|haupterkenntnisse|schlusselergebnisse|kernergebnisse)", "die wichtigsten ergebnisse"},
	lang.Arabic:     {"(النتائج|الاستنتاجات|الخلاصات) الرئيسية", "أهم (النتائج|الاستنتاجات)", "أبرز النتائج"},
	lang.Russian:    {"(основные|ключевые|главные) (выводы|результаты|заключения)"},
	lang.Chinese:    {"主要(发现|结论|调查结果|研究结果|结果)", "关键(发现|结论)"},
}

// clickVerbs open a line that tells the reader to click, and wheelWords are
// what there is to click on. Both must be there.
var (
	clickVerbs = foldAll("click", "please click", "tap ", "haga clic", "haz clic", "hacer clic", "pulse ", "pinche", "cliquez", "cliquer", "veuillez cliquer", "clique", "clicar", "klicken sie", "klicke", "انقر", "اضغط", "нажмите", "щелкните", "кликните", "点击", "单击", "请点击")
	wheelWords = foldAll("wheel", "icon", "rueda", "icono", "roue", "icone", "roda", "rad ", "symbol", "العجله", "ايقون", "الايقون", "رموز", "колес", "значк", "иконк", "图标", "轮", "circle", "circulo", "cercle", "diagram")
)

// isClick tells an instruction to click on the wheel.
func isClick(folded string) bool {
	if len(folded) > 300 {
		return false
	}
	return hasAnyPrefix(folded, clickVerbs) && containsAny(folded+" ", wheelWords)
}

// footerStarts open lines that belong to the web page and not to the profile.
var footerStarts = foldAll(
	"copyright", "all rights reserved", "todos los derechos reservados", "tous droits reserves", "todos os direitos reservados", "alle rechte vorbehalten", "جميع الحقوق محفوظه", "все права защищены", "版权所有",
	"back to top", "volver arriba", "retour en haut", "voltar ao topo", "nach oben", "العوده الى الاعلى", "наверх", "返回顶部",
	"download the full", "download full", "download profile", "download the profile", "descargar el perfil", "descargar perfil", "descargar el informe", "descargue el perfil", "telecharger le profil", "telecharger le rapport", "baixar o perfil", "baixar perfil", "descarregar o perfil", "تحميل الملف", "تنزيل الملف", "скачать профиль", "下载概况",
	"share this page", "compartir esta pagina", "partager cette page", "compartilhar esta pagina", "print this page", "imprimir esta pagina", "imprimer cette page",
)

// pageWords stand before or after a page number.
var pageWords = foldAll("page", "pagina", "pag", "seite", "p", "صفحه", "الصفحه", "страница", "стр", "第", "页")

// ofWords stand between a page number and the number of pages.
var ofWords = foldAll("of", "de", "sur", "von", "из", "من")

// isFooter tells a line of the web page around the profile: a copyright line,
// a bare address, "back to top".
func isFooter(text, folded string) bool {
	if len(text) > 300 {
		return false
	}
	if strings.HasPrefix(text, "©") || strings.HasPrefix(text, "(c) ") || hasAnyPrefix(folded, footerStarts) {
		return true
	}
	if strings.ContainsAny(text, " ") {
		return false
	}
	return strings.HasPrefix(text, "http://") || strings.HasPrefix(text, "https://") || strings.HasPrefix(text, "www.")
}

// isPageNumber tells a stray page number: "1", "- 3 -", "Page 2 of 14", "3/14".
func isPageNumber(text, folded string) bool {
	if len(folded) > 30 || strings.HasSuffix(text, ".") || strings.HasSuffix(text, ")") {
		return false
	}
	digits := 0
	for _, word := range strings.Fields(folded) {
		switch n := numberOf(word); {
		case n >= 0 && len([]rune(word)) <= 3:
			digits++
		case among(word, pageWords) || among(word, ofWords):
		default:
			return false
		}
	}
	return digits == 1 || digits == 2 && (strings.Contains(text, "/") || len(strings.Fields(folded)) > 2)
}

// openingStarts open the sentences by which the programme explains a domain or
// itself, in the languages of its pages.
var openingStarts = foldAll(
	"indicators in this", "the indicators in this", "this domain", "this category", "this area", "this dimension", "domain 2 also", "in 2015 iom", "in 2015 the international organization", "the migration governance indicators were", "the mgi is a tool", "the mgi helps",
	"los indicadores de est", "los indicadores en est", "las preguntas de est", "este dominio", "este ambito", "esta categoria", "esta dimension", "esta esfera", "esta area", "este eje", "en 2015 la organizacion internacional", "en 2015 la oim", "los igm son una herramienta", "los indicadores de gobernanza",
	"les indicateurs dans ce", "les indicateurs de ce", "indicateurs dans ce", "ce domaine", "cette categorie", "cette dimension", "en 2015 loim", "en 2015 lorganisation internationale", "les igm sont un", "les indicateurs de gouvernance",
	"os indicadores dest", "os indicadores nest", "os indicadores neste", "os indicadores desta", "indicadores dest", "este dominio", "esta categoria", "esta dimensao", "esta area", "em 2015 a oim", "em 2015 a organizacao internacional", "os igm sao", "os indicadores de governa",
	"indikatoren in dies", "die indikatoren in dies", "diese dimension", "dieser bereich", "diese kategorie", "in diesem bereich", "im jahr 2015", "die mgi", "die indikatoren der migration",
	"تقيم المؤشرات", "تبحث المؤشرات", "تتناول المؤشرات", "المؤشرات في هذا المجال", "يركز هذا المجال", "показатели в этой", "показатели в данной", "эта область", "该领域", "本领域", "这一领域",
)

// isOpening tells a sentence of the programme about a domain or about itself.
func isOpening(folded string) bool { return hasAnyPrefix(folded, openingStarts) }

// foldAll folds a list; a space at the end, which parts a word from a longer
// one, stays.
func foldAll(list ...string) []string {
	folded := make([]string, len(list))
	for i, s := range list {
		folded[i] = fold(s)
		if strings.HasSuffix(s, " ") {
			folded[i] += " "
		}
	}
	return folded
}

func hasAnyPrefix(s string, prefixes []string) bool {
	for _, p := range prefixes {
		if strings.HasPrefix(s, p) {
			return true
		}
	}
	return false
}

func containsAny(s string, parts []string) bool {
	for _, p := range parts {
		if strings.Contains(s, p) {
			return true
		}
	}
	return false
}

func among(s string, list []string) bool {
	for _, l := range list {
		if l == s {
			return true
		}
	}
	return false
}

// titleExamples are what a fault proposes as a title.
var titleExamples = map[lang.Tag]string{
	lang.English:    "Migration Governance Profile: City of Example (Country)",
	lang.Spanish:    "Perfil de Gobernanza de la Migración: Municipalidad de Ejemplo (País)",
	lang.French:     "Profil de gouvernance des migrations : Ville d’Exemple (Pays)",
	lang.Portuguese: "Perfil de Governança da Migração: Cidade de Exemplo (País)",
	"de":            "Migrationsgovernance-Profil: Stadt Beispiel (Land)",
	lang.Arabic:     "ملف حوكمة الهجرة: مدينة المثال (البلد)",
	lang.Russian:    "Профиль управления миграцией: город Пример (страна)",
	lang.Chinese:    "移民治理概况：示例市（国家）",
}

// titleExample is a title as it should be, in a language.
func titleExample(l lang.Tag) string {
	if s, ok := titleExamples[l]; ok {
		return s
	}
	return titleExamples[lang.English]
}
