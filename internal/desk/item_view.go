package desk

import (
	"time"

	"sextant/internal/account"
	"sextant/internal/assessment"
	"sextant/internal/framework"
	"sextant/internal/lang"
)

// itemView is the page of one indicator within its domain: the one that is
// open, the rail of all, those that follow, the talk about it.
type itemView struct {
	Frame
	Link       string // of this page
	Base       string // of the assessment
	Person     account.ID
	State      *assessment.State
	Domain     Limb
	Sub        lang.Text
	N, Of      int // the place in the domain
	Ind        framework.Indicator
	Levels     []optionView
	States     []optionView
	Evidence   []lang.Text
	Hand       assessment.Hand
	Status     assessment.Status
	Blind      bool
	MayAnswer  bool
	MayReview  bool
	MayDiscuss bool
	MayCite    bool
	SeesRecord bool
	Form       answerForm
	// Given is the standing answer as readers see it.
	Given    givenView
	Returned *verdictView
	Approved *verdictView
	Carried  *givenView
	// MayConfirm says that the carried answer can be confirmed as it is.
	MayConfirm  bool
	Types       []assessment.ChangeType
	Confidences []string
	Kinds       []string
	Written     []lang.Tag // in which a justification may be written
	Known       []assessment.Source
	Rail        railView
	Next        []railItem
	Beside      []personView
	Threads     []threadView
	Members     []personView // who can be mentioned
	Note        string
	Offers      []offerView
	Clash       *clashView
	Add         addView
	Preview     bool
	ApproveN    int // undisputed ready answers of the domain
	UpTo        int64
	Steps       []itemStepView
	ShowSteps   bool
	Reason      string // of a return that was refused
	// Said is a message that was refused, SaidIn its conversation.
	Said, SaidIn string
}

// optionView is one plate of a scale.
type optionView struct {
	Code  string
	Label lang.Text
	Words lang.Text
	Glyph string
	State bool
}

// personView is somebody on a page.
type personView struct {
	ID       account.ID
	Name     string // empty: was erased
	Initials string
	Me       bool
	Item     string
}

// givenView is an answer as it is read.
type givenView struct {
	Value         *optionView
	Justification string
	Language      lang.Tag
	Confidence    string
	Cites         []citeView
	By            personView
	At            time.Time
	Seq           int64
	Decided       bool
	Change        assessment.ChangeType
	Why           string
	From          []framework.Code // of a carried answer
	Comparable    string
}

// citeView is a citation with what is known of its source.
type citeView struct {
	assessment.Source
	Field   string // the name of its draft
	Locator string
	Uses    int // answers that cite the source
	Copy    *assessment.KeptCopy
	New     bool   // was attached just now
	Page    string // of the source; empty where the person may not see it
}

// verdictView is what a reviewer said.
type verdictView struct {
	By     personView
	At     time.Time
	Reason string
}
