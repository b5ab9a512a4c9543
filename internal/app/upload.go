package app

import (
	"bytes"
	"context"
	"encoding/hex"
	"io"
	"strings"
	"time"

	"sextant/internal/account"
	"sextant/internal/blob"
	"sextant/internal/fault"
)

func init() { does(JobForget, (*App).forgetUpload) }

// An upload is a file that somebody sent to be looked at before it is taken: a
// workbook, a record package. It is kept until it is taken or let go, at most
// a day. Its bytes stand behind a line that says whose it is, so that its hash
// is never that of a kept source, and nobody else can name it.

// UploadID names an upload.
type UploadID string

// uploadLasts is how long a file waits to be taken.
const uploadLasts = 24 * time.Hour

// MaxUpload bounds a file that is looked at before it is taken, in bytes.
const MaxUpload = 256 << 20

func uploadHead(by account.ID, what, name string) string {
	return "sextant-upload/1 " + hex.EncodeToString([]byte(by)) + " " + what + " " + hex.EncodeToString([]byte(FileName(name))) + "\n"
}

// keepUpload keeps a file for one person, until it is taken.
func (a *App) keepUpload(ctx context.Context, by account.ID, what string, f File, limit int64) (UploadID, []byte, error) {
	data, err := io.ReadAll(io.LimitReader(f.Body, limit+1))
	if err != nil {
		return "", nil, err
	}
	if int64(len(data)) > limit {
		return "", nil, fault.New(fault.TooLarge, "sources.too_large", "megabytes", limit>>20)
	}
	body := io.MultiReader(strings.NewReader(uploadHead(by, what, f.Name)), bytes.NewReader(data))
	info, err := a.blobs.Put(ctx, body, limit+1024)
	if err != nil {
		return "", nil, err
	}
	return UploadID(info.Hash), data, a.ask(ctx, JobForget, string(info.Hash), []byte(info.Hash), uploadLasts)
}

// upload reads a file that a person sent before, and its name.
func (a *App) upload(ctx context.Context, by account.ID, what string, id UploadID) (name string, data []byte, err error) {
	gone := fault.New(fault.NotFound, "workbook_page.upload_gone")
	h := blob.Hash(id)
	if !h.Valid() {
		return "", nil, gone
	}
	all, err := a.readBlob(ctx, h, MaxUpload+1024)
	if fault.Is(err, fault.NotFound) {
		return "", nil, gone
	}
	if err != nil {
		return "", nil, err
	}
	head, data, _ := bytes.Cut(all, []byte("\n"))
	parts := strings.Split(string(head), " ")
	if len(parts) != 4 || parts[0] != "sextant-upload/1" || parts[1] != hex.EncodeToString([]byte(by)) || parts[2] != what {
		return "", nil, gone
	}
	raw, err := hex.DecodeString(parts[3])
	if err != nil {
		return "", nil, gone
	}
	return string(raw), data, nil
}

// DropUpload lets a file go that a person sent to be looked at.
func (a *App) DropUpload(ctx context.Context, by account.Standing, what string, id UploadID) error {
	if _, _, err := a.upload(ctx, by.Person, what, id); err != nil {
		return err
	}
	return a.forgetUpload(ctx, []byte(id))
}

// forgetUpload deletes an upload. What is known as a copy of a source stays,
// whatever its first line says.
func (a *App) forgetUpload(ctx context.Context, payload []byte) error {
	h := blob.Hash(payload)
	if !h.Valid() {
		return nil
	}
	if kept, err := a.isKept(ctx, h); err != nil || kept {
		return err
	}
	return a.blobs.Delete(ctx, h)
}
