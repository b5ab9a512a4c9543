package preserve

import (
	"bytes"
	"compress/zlib"
	"context"
	"fmt"
	"os"
	"strings"
	"testing"
	"time"

	"sextant/internal/fault"
)

// TestMain lets the tests read PDF as the program does: each in a process of
// its own.
func TestMain(m *testing.M) {
	Isolate()
	os.Exit(m.Run())
}

// madePDF writes a PDF with one page for each content stream.
func madePDF(title string, packed bool, pages ...string) []byte {
	var b bytes.Buffer
	var at []int
	object := func(format string, args ...any) {
		at = append(at, b.Len())
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", len(at), fmt.Sprintf(format, args...))
	}
	b.WriteString("%PDF-2.0 \n%\xe2\xe3\xcf\xd3\n")
	object("<< /Type /Catalog /Pages 2 0 R >>")
	var kids strings.Builder
	for i := range pages {
		fmt.Fprintf(&kids, "%d 0 R ", 5+2*i)
	}
	object("<< /Type /Pages /Kids [ %s] /Count %d >>", kids.String(), len(pages))
	object("<< /Title (%s) >>", title)
	object("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>")
	for i, content := range pages {
		filter := ""
		if packed {
			var z bytes.Buffer
			w := zlib.NewWriter(&z)
			_, _ = w.Write([]byte(content))
			_ = w.Close()
			content, filter = z.String(), "/Filter /FlateDecode "
		}
		object("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 4 0 R >> >> /Contents %d 0 R >>", 6+2*i)
		object("<< %s/Length %d >>\nstream\n%s\nendstream", filter, len(content), content)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(at)+1)
	for _, n := range at {
		fmt.Fprintf(&b, "%010d 00000 n \n", n)
	}
	fmt.Fprintf(&b, "trailer\n<< /Size %d /Root 1 0 R /Info 3 0 R >>\nstartxref\n%d\n%%%%EOF\n", len(at)+1, start)
	return b.Bytes()
}

const lawPage = `BT /F1 12 Tf 72 720 Td (Ley 21.325 de migraci\363n) Tj 0 -14 Td [(y extran) 20 (jer) -300 (a)] TJ ET
BT /F1 12 Tf 72 600 Td (Art. 3) Tj 40 0 Td (igualdad) Tj T* (fin) Tj ET`

func TestPDFHasItsWords(t *testing.T) {
	for _, packed := range []bool{false, true} {
		body := madePDF("Ley de Migraciones", packed, lawPage, "BT /F1 9 Tf (segunda hoja) Tj ET")
		body = append(body, "\n<!-- served in 3 ms -->\n"...)
		title, text, err := ExtractText("application/octet-stream", body)
		if err != nil {
			t.Fatal(err)
		}
		want := "Ley 21.325 de migración\ny extranjer a\n\nArt. 3 igualdad\nfin\n\nsegunda hoja"
		if title != "Ley de Migraciones" || text != want {
			t.Errorf("packed %v: title %q, text %q", packed, title, text)
		}
		w, err := parsePDF(context.Background(), body)
		if err != nil || w.text != want {
			t.Errorf("in one process: %q, %v", w.text, err)
		}
	}
}

func TestPDFWithoutWordsSaysWhy(t *testing.T) {
	whole := madePDF("x", true, lawPage)
	start := bytes.LastIndex(whole, []byte("xref\n0 "))
	selfPrev := bytes.Replace(bytes.Clone(whole), []byte("/Info 3 0 R"), fmt.Appendf(nil, "/Prev %d  ", start), 1)
	for _, c := range []struct {
		name string
		body []byte
		want string
	}{
		{"pictures only", madePDF("Scan", false, "q 595 0 0 842 0 0 cm Q"), "preserve.pdf_pictures"},
		{"cut off", whole[:len(whole)/2], "preserve.pdf_unreadable"},
		{"only the head", []byte("%PDF-1.4\n"), "preserve.pdf_unreadable"},
		{"a chain that bites its tail", selfPrev, "preserve.pdf_slow"},
		{"more objects than memory", hugeXref("/Size 40000000000 /W [1 2 1]"), "preserve.pdf_unreadable"},
		{"an object in itself", insideItself(), "preserve.pdf_unreadable"},
	} {
		t.Run(c.name, func(t *testing.T) {
			ctx, cancel := context.WithTimeout(t.Context(), 2*time.Second)
			defer cancel()
			if c.want == "preserve.pdf_unreadable" {
				ctx = t.Context() // death is what is waited for, not the clock
			}
			w, err := readPDF(ctx, c.body)
			if !fault.HasKey(err, c.want) || w.text != "" {
				t.Errorf("got %v and %q, want %s", err, w.text, c.want)
			}
		})
	}
}

// hugeXref is a PDF whose table of objects claims to be larger than any
// machine.
func hugeXref(claims string) []byte {
	return fmt.Appendf(nil, "%%PDF-1.5\n%s\n1 0 obj\n<< /Type /XRef %s /Root 2 0 R /Length 4 >>\nstream\n\x00\x00\x00\x00\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n",
		strings.Repeat("% filling\n", 20), claims, 10+200)
}

// insideItself is a PDF whose object 1 is said to be kept in object 1.
func insideItself() []byte {
	body := fmt.Sprintf("%%PDF-1.5\n%s\n", strings.Repeat("% filling\n", 20))
	at := len(body)
	return fmt.Appendf(nil, "%s3 0 obj\n<< /Type /XRef /Size 3 /W [1 1 1] /Index [0 3] /Root 1 0 R /Length 9 >>\nstream\n\x00\x00\x00\x02\x01\x00\x02\x01\x00\nendstream\nendobj\nstartxref\n%d\n%%%%EOF\n", body, at)
}

func TestOnePDFTooMuchWaits(t *testing.T) {
	for range cap(pdfDesks) {
		pdfDesks <- struct{}{}
		defer func() { <-pdfDesks }()
	}
	ctx, cancel := context.WithTimeout(t.Context(), 10*time.Millisecond)
	defer cancel()
	if _, err := readPDF(ctx, madePDF("x", false, lawPage)); !fault.HasKey(err, "preserve.pdf_slow") {
		t.Errorf("got %v", err)
	}
}
