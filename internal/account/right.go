package account

import "slices"

// Right is one thing that a person can do.
type Right string

const (
	// In the instance.
	ManageInstance Right = "manage_instance" // people, settings
	OpenAssessment Right = "open_assessment"
	EditFrameworks Right = "edit_frameworks"
	Redact         Right = "redact" // blank an entry, with a reason

	// In an assessment.
	See           Right = "see"           // that it exists, its stage, people and progress
	SeeAnswers    Right = "see_answers"   // answers, sources, threads
	SeeRecord     Right = "see_record"    // history, timeline, past moments
	SeeBoth       Right = "see_both"      // both coders' answers side by side
	SeeDraft      Right = "see_draft"     // the draft under consultation
	SetUp         Right = "set_up"        // dates, languages, publication rule
	ManagePeople  Right = "manage_people" // invite, grant, revoke
	MoveStage     Right = "move_stage"
	Answer        Right = "answer"
	AnswerSecond  Right = "answer_second" // blind
	Cite          Right = "cite"          // add and change sources
	Discuss       Right = "discuss"
	ReviewAnswers Right = "review"
	Adjudicate    Right = "adjudicate"
	DrawSecond    Right = "draw_second" // choose what is coded twice
	OpenTalks     Right = "open_consultation"
	MakeRemark    Right = "remark"
	Delegate      Right = "delegate"
	Reply         Right = "reply"
	GiveConsent   Right = "consent"
	WaiveConsent  Right = "waive_consent"
	WriteFindings Right = "write_findings"
	Translate     Right = "translate"
	Publish       Right = "publish"
	Withdraw      Right = "withdraw"
	Promise       Right = "commit" // enter what the government plans
	ExportRecord  Right = "export_record"
	FollowUp      Right = "follow_up" // open the next round
)

// Rights lists every right, for the matrix of the tests and the help page.
var Rights = []Right{
	ManageInstance, OpenAssessment, EditFrameworks, Redact,
	See, SeeAnswers, SeeRecord, SeeBoth, SeeDraft, SetUp, ManagePeople, MoveStage, Answer, AnswerSecond, Cite,
	Discuss, ReviewAnswers, Adjudicate, DrawSecond, OpenTalks, MakeRemark, Delegate, Reply, GiveConsent,
	WaiveConsent, WriteFindings, Translate, Publish, Withdraw, Promise, ExportRecord, FollowUp,
}

// rule lets roles do something at some stages; no stages means all.
type rule struct {
	roles  []Role
	stages []Stage
}

func (r rule) at(s Stage) bool { return len(r.stages) == 0 || slices.Contains(r.stages, s) }

func anyone(roles ...Role) rule { return rule{roles: roles} }

func (r rule) during(stages ...Stage) rule { r.stages = stages; return r }

// rules is the whole matrix of the assessment.
//
// The second coder sees nothing of the first before both are compared: the
// role has no SeeAnswers and no SeeRecord. Government roles see the frozen
// draft and what was published, never the answers in the making.
var rules = map[Right][]rule{
	See:           {anyone(Roles...)},
	SeeAnswers:    {anyone(Coordinator, Coder, Reviewer, Editor, Translator, Viewer)},
	SeeRecord:     {anyone(Coordinator, Coder, Reviewer, Editor, Viewer)},
	SeeBoth:       {anyone(Coordinator, Reviewer)},
	SeeDraft:      {anyone(Coordinator, Coder, Reviewer, Editor, Viewer), anyone(FocalPoint, Government).during(Consultation, Findings, Consent, Published)},
	SetUp:         {anyone(Coordinator)},
	ManagePeople:  {anyone(Coordinator)},
	MoveStage:     {anyone(Coordinator)},
	Answer:        {anyone(Coder).during(Coding, Review, Consultation, Findings)},
	AnswerSecond:  {anyone(SecondCoder).during(Coding, Review)},
	Cite:          {anyone(Coder).during(Coding, Review, Consultation, Findings), anyone(SecondCoder).during(Coding, Review), anyone(Reviewer, Editor).during(Coding, Review, Consultation, Findings, Consent)},
	Discuss:       {anyone(Coordinator, Coder, Reviewer, Editor).during(Coding, Review, Consultation, Findings, Consent)},
	ReviewAnswers: {anyone(Reviewer).during(Coding, Review, Consultation, Findings)},
	Adjudicate:    {anyone(Reviewer).during(Coding, Review)},
	DrawSecond:    {anyone(Coordinator).during(Setup, Coding)},
	OpenTalks:     {anyone(Coordinator).during(Consultation)},
	MakeRemark:    {anyone(FocalPoint, Government).during(Consultation)},
	Delegate:      {anyone(FocalPoint).during(Consultation), anyone(Coordinator).during(Consultation)},
	Reply:         {anyone(Coordinator, Coder, Reviewer).during(Consultation, Findings)},
	GiveConsent:   {anyone(FocalPoint).during(Consent, Published)},
	WaiveConsent:  {anyone(Coordinator).during(Consent, Published)},
	WriteFindings: {anyone(Editor).during(Review, Consultation, Findings, Consent, Published)},
	Translate:     {anyone(Translator, Editor).during(Findings, Consent, Published)},
	Publish:       {anyone(Coordinator).during(Consent, Published)},
	Withdraw:      {anyone(Coordinator).during(Published)},
	Promise:       {anyone(FocalPoint, Government).during(Findings, Consent, Published), anyone(Coordinator).during(Findings, Consent, Published)},
	ExportRecord:  {anyone(Coordinator)},
	FollowUp:      {anyone(Coordinator).during(Published)},
}
