package assessment

import "sextant/internal/framework"

// About is the indicator that an event is about; empty where it is about none
// or about several.
func About(e Event) framework.Code {
	switch x := e.(type) {
	case *Answered:
		return x.Indicator
	case *Reviewed:
		return x.Indicator
	case *Confirmed:
		return x.Indicator
	case *Commented:
		return x.Indicator
	case *CommentResolved:
		return x.Indicator
	case *Adjudicated:
		return x.Indicator
	case *Remarked:
		return x.Indicator
	}
	return ""
}
