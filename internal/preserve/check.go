package preserve

import (
	"context"
	"net/http"
)

// Check asks whether a link still answers, under the same guards as Fetch, and
// gives the HTTP status of what it leads to: first by HEAD, and where a server
// does not like that, by asking for one byte. An answer with part of the
// content counts as 200. The error is a fault of Fetch when nobody answered or
// the link is not followed; a bad status is no error.
func (f *Fetcher) Check(ctx context.Context, link string) (status int, err error) {
	u, err := f.parse(link)
	if err != nil {
		return 0, err
	}
	ctx, cancel := context.WithTimeout(ctx, f.config.Timeout)
	defer cancel()
	resp, err := f.ask(ctx, http.MethodHead, u, nil)
	if err == nil {
		resp.Body.Close()
		if resp.StatusCode < 400 {
			return resp.StatusCode, nil
		}
	} else if ctx.Err() != nil || isRefusal(err) {
		return 0, err
	}
	resp, err = f.ask(ctx, http.MethodGet, u, http.Header{"Range": {"bytes=0-0"}})
	if err != nil {
		return 0, err
	}
	resp.Body.Close()
	switch resp.StatusCode {
	case http.StatusPartialContent, http.StatusRequestedRangeNotSatisfiable:
		return http.StatusOK, nil
	}
	return resp.StatusCode, nil
}
