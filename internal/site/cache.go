package site

import (
	"container/list"
	"crypto/sha256"
	"encoding/hex"
	"strconv"
	"sync"

	"sextant/internal/page"
)

// body is one rendered answer with its headers, ready to be sent in either
// encoding. It never changes.
type body struct {
	status         int
	plain, gzipped form
	header         map[string][]string // shared by both forms
}

// form is the answer in one encoding. Header values are kept as the slices that
// net/http wants, so that serving allocates next to nothing.
type form struct {
	bytes  []byte
	etag   []string
	length []string
}

// newBody makes an answer of some bytes.
func newBody(status int, contentType string, content []byte, more map[string]string) *body {
	sum := sha256.Sum256(content)
	hash := hex.EncodeToString(sum[:16])
	b := &body{status: status, plain: newForm(content, hash), header: map[string][]string{"Content-Type": {contentType}}}
	if z := page.Gzip(content); z != nil {
		b.gzipped = newForm(z, hash+"-gz")
	}
	for k, v := range more {
		b.header[k] = []string{v}
	}
	return b
}

func newForm(content []byte, hash string) form {
	return form{content, []string{`"` + hash + `"`}, []string{strconv.Itoa(len(content))}}
}

func (b *body) size() int { return len(b.plain.bytes) + len(b.gzipped.bytes) + 512 }

// key names an answer.
type key struct{ path, query string }

// cache keeps answers up to a bound in bytes and drops the one that was not
// asked for the longest. All of it belongs to one generation of what is public:
// when that moves on, everything is forgotten.
type cache struct {
	mu         sync.Mutex
	bound      int
	bytes      int
	generation uint64
	entries    map[key]*list.Element
	order      *list.List // front: asked for last
}

type entry struct {
	key  key
	body *body
}

func newCache(bound int) *cache {
	return &cache{bound: bound, entries: map[key]*list.Element{}, order: list.New()}
}

// get gives a kept answer of this generation.
func (c *cache) get(k key, generation uint64) *body {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.generation != generation {
		return nil
	}
	e := c.entries[k]
	if e == nil {
		return nil
	}
	c.order.MoveToFront(e)
	return e.Value.(*entry).body
}

// put keeps an answer that was rendered while the generation was this one.
func (c *cache) put(k key, b *body, generation uint64) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if generation != c.generation {
		c.generation, c.bytes = generation, 0
		clear(c.entries)
		c.order.Init()
	}
	if c.entries[k] != nil || b.size() > c.bound {
		return
	}
	c.entries[k] = c.order.PushFront(&entry{k, b})
	c.bytes += b.size()
	for c.bytes > c.bound {
		last := c.order.Remove(c.order.Back()).(*entry)
		delete(c.entries, last.key)
		c.bytes -= last.body.size()
	}
}
