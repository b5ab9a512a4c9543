package app

import (
	"context"
	"encoding/base64"
	"encoding/json"
	"strings"
	"time"

	"github.com/go-webauthn/webauthn/protocol"
	"github.com/go-webauthn/webauthn/webauthn"

	"sextant/internal/account"
	"sextant/internal/fault"
	"sextant/internal/store"
)

// Passkey is a key on a device that signs its owner in.
type Passkey struct {
	Ref     string    `json:"ref"` // names it in lists
	Name    string    `json:"name"`
	Created time.Time `json:"created"`
	Used    time.Time `json:"used,omitzero"`
}

// passkey is a passkey as it stands in a person's row.
type passkey struct {
	Passkey
	Credential webauthn.Credential `json:"credential"`
}

func passkeysOf(p store.Person) []passkey { return readJSON[[]passkey](p.Passkeys) }

// Origin is where a browser believes to be: "https://sextant.example.org".
// Passkeys belong to its host, which must have a name: browsers know none for
// the bare number of a machine.
type Origin string

func (o Origin) party() (*webauthn.WebAuthn, error) {
	host := strings.TrimPrefix(strings.TrimPrefix(string(o), "https://"), "http://")
	host, _, _ = strings.Cut(host, ":")
	w, err := webauthn.New(&webauthn.Config{
		RPID: host, RPDisplayName: "Sextant", RPOrigins: []string{string(o)},
		AuthenticatorSelection: protocol.AuthenticatorSelection{
			ResidentKey: protocol.ResidentKeyRequirementRequired, UserVerification: protocol.VerificationRequired,
		},
		AttestationPreference: protocol.PreferNoAttestation,
	})
	if err != nil { // the bare number of a machine is no domain
		return nil, fault.New(fault.Invalid, "people.passkey_no_domain", "host", host).Because(err)
	}
	return w, nil
}

// keyHolder is a person as the WebAuthn library wants one.
type keyHolder struct{ store.Person }

func (h keyHolder) WebAuthnID() []byte          { return []byte(h.ID) }
func (h keyHolder) WebAuthnName() string        { return h.Login }
func (h keyHolder) WebAuthnDisplayName() string { return h.Name }

func (h keyHolder) WebAuthnCredentials() []webauthn.Credential {
	var all []webauthn.Credential
	for _, k := range passkeysOf(h.Person) {
		all = append(all, k.Credential)
	}
	return all
}

// passkeyLasts is how long a person may take to touch the device.
const passkeyLasts = 5 * time.Minute

// Challenge is what a browser's navigator.credentials takes (Options, in
// JSON), and the sealed note that its answer must bring back.
type Challenge struct {
	Options json.RawMessage `json:"options"`
	Note    string          `json:"note"`
}

func (a *App) challenge(ctx context.Context, purpose string, options any, s *webauthn.SessionData) (Challenge, error) {
	raw, err := json.Marshal(options)
	if err != nil {
		return Challenge{}, err
	}
	note, err := a.seal(ctx, purpose, s, passkeyLasts)
	return Challenge{Options: raw, Note: note}, err
}

// answered reads the note of a challenge and sees that it is answered once.
func (a *App) answered(ctx context.Context, purpose, note string) (s webauthn.SessionData, err error) {
	if err = a.unseal(ctx, purpose, note, &s); err != nil {
		return s, err
	}
	key := "challenge:" + s.Challenge
	n, err := a.store.Attempts(ctx, key, 0)
	if err != nil {
		return s, err
	}
	if n > 0 {
		return s, fault.New(fault.Unconfirmed, "people.started_over")
	}
	return s, a.store.AddAttempt(ctx, key, a.now().UnixMicro())
}

// BeginPasskey starts to add a passkey to an account.
func (a *App) BeginPasskey(ctx context.Context, at Origin, id account.ID) (Challenge, error) {
	p, err := a.person(ctx, id)
	if err != nil {
		return Challenge{}, err
	}
	party, err := at.party()
	if err != nil {
		return Challenge{}, err
	}
	h := keyHolder{p}
	options, s, err := party.BeginRegistration(h, webauthn.WithExclusions(webauthn.Credentials(h.WebAuthnCredentials()).CredentialDescriptors()))
	if err != nil {
		return Challenge{}, err
	}
	return a.challenge(ctx, "passkey.add:"+p.ID, options, s)
}

// AddPasskey adds the passkey that a device made.
func (a *App) AddPasskey(ctx context.Context, at Origin, id account.ID, note, name string, answer []byte) error {
	s, err := a.answered(ctx, "passkey.add:"+string(id), note)
	if err != nil {
		return err
	}
	party, err := at.party()
	if err != nil {
		return err
	}
	parsed, err := protocol.ParseCredentialCreationResponseBytes(answer)
	if err != nil {
		return badPasskey(err)
	}
	return a.change(ctx, id, func(p *store.Person) error {
		c, err := party.CreateCredential(keyHolder{*p}, s, parsed)
		if err != nil {
			return badPasskey(err)
		}
		keys := append(passkeysOf(*p), passkey{Passkey{keyRef(c.ID), shortName(name), a.now(), time.Time{}}, *c})
		p.Passkeys = mustBytes(keys)
		return nil
	})
}

func keyRef(id []byte) string { return base64.RawURLEncoding.EncodeToString(id) }

func shortName(name string) string {
	name = strings.TrimSpace(name)
	return name[:min(len(name), maxName)]
}

func badPasskey(err error) error {
	return fault.New(fault.Unconfirmed, "people.bad_passkey").Because(err)
}

// DropPasskey takes a passkey away. Whoever has no password keeps the last one.
func (a *App) DropPasskey(ctx context.Context, id account.ID, ref string) error {
	return a.change(ctx, id, func(p *store.Person) error {
		var kept []passkey
		for _, k := range passkeysOf(*p) {
			if k.Ref != ref {
				kept = append(kept, k)
			}
		}
		if len(kept) == 0 && p.Password == "" {
			return fault.New(fault.Invalid, "people.last_passkey")
		}
		p.Passkeys = mustBytes(kept)
		return nil
	})
}

// AskPasskey starts a sign-in by passkey: whoever holds one says who they are.
func (a *App) AskPasskey(ctx context.Context, at Origin) (Challenge, error) {
	party, err := at.party()
	if err != nil {
		return Challenge{}, err
	}
	options, s, err := party.BeginDiscoverableLogin()
	if err != nil {
		return Challenge{}, err
	}
	return a.challenge(ctx, "passkey.ask", options, s)
}

// SignInByPasskey signs in whoever holds the passkey. The device has verified
// its owner, so there is no second step.
func (a *App) SignInByPasskey(ctx context.Context, at Origin, note string, answer []byte, device string) (Begun, error) {
	s, err := a.answered(ctx, "passkey.ask", note)
	if err != nil {
		return Begun{}, err
	}
	party, err := at.party()
	if err != nil {
		return Begun{}, err
	}
	parsed, err := protocol.ParseCredentialRequestResponseBytes(answer)
	if err != nil {
		return Begun{}, badPasskey(err)
	}
	var holder keyHolder
	c, err := party.ValidateDiscoverableLogin(func(_, handle []byte) (webauthn.User, error) {
		p, err := a.person(ctx, account.ID(handle))
		holder = keyHolder{p}
		return holder, err
	}, s, parsed)
	if err != nil {
		return Begun{}, badPasskey(err)
	}
	holder.Passkeys = mustBytes(used(passkeysOf(holder.Person), c, a.now()))
	return a.begin(ctx, holder.Person, device)
}

// used notes that a passkey signed in, with the counter that its device keeps.
func used(keys []passkey, c *webauthn.Credential, at time.Time) []passkey {
	for i := range keys {
		if keys[i].Ref == keyRef(c.ID) {
			keys[i].Used, keys[i].Credential = at, *c
		}
	}
	return keys
}
