package api

import (
	"encoding/json"
	"net/http"
	"net/url"
	"strings"

	"atonce/internal/fail"
	"atonce/internal/text"
	"atonce/internal/web/door"
)

// Token is what a system gets for its secret (RFC 6749 §5.1).
type Token struct {
	AccessToken string `json:"access_token"`
	TokenType   string `json:"token_type" among:"Bearer"`
	ExpiresIn   int    `json:"expires_in" about:"In seconds."`
	Scope       string `json:"scope" about:"What it may be used for, with spaces between."`
}

// TokenError is why there is no token (RFC 6749 §5.2).
type TokenError struct {
	Error       string `json:"error" among:"invalid_request invalid_client invalid_scope unsupported_grant_type temporarily_unavailable"`
	Description string `json:"error_description"`
}

const (
	tokenPath = "/oauth/token"
	mostToken = 8 << 10 // bytes of a token request
)

// token answers a system that shows its id and secret, in the header or in the form.
// Errors are those of the standard and not ours, so that any client library reads them.
func (f face) token(r *door.Request) error {
	h := r.W.Header()
	h.Set("Cache-Control", "no-store")
	if err := r.ParseForm(); err != nil {
		return f.noToken(r, http.StatusBadRequest, "invalid_request", fail.New(fail.Invalid, "api.token-form"))
	}
	for name, values := range r.PostForm {
		if len(values) > 1 {
			return f.noToken(r, http.StatusBadRequest, "invalid_request", fail.New(fail.Invalid, "api.token-twice", "name", name))
		}
	}
	switch grant := r.PostForm.Get("grant_type"); grant {
	case "client_credentials":
	case "":
		return f.noToken(r, http.StatusBadRequest, "invalid_request", fail.New(fail.Invalid, "api.token-form"))
	default:
		return f.noToken(r, http.StatusBadRequest, "unsupported_grant_type", fail.New(fail.Invalid, "api.token-grant"))
	}
	id, secret := r.PostForm.Get("client_id"), r.PostForm.Get("client_secret")
	if user, pass, ok := r.BasicAuth(); ok {
		if secret != "" {
			return f.noToken(r, http.StatusBadRequest, "invalid_request", fail.New(fail.Invalid, "api.token-both"))
		}
		id, secret = unescaped(user), unescaped(pass)
	}
	token, scopes, life, err := f.desk.ClientToken(r.Context(), id, secret, strings.Fields(r.PostForm.Get("scope")))
	switch fail.KindOf(err) {
	case fail.Unauthenticated:
		h.Set("WWW-Authenticate", `Basic realm="oauth"`)
		return f.noToken(r, http.StatusUnauthorized, "invalid_client", err)
	case fail.Invalid:
		return f.noToken(r, http.StatusBadRequest, "invalid_scope", err)
	case fail.TooMany:
		h.Set("Retry-After", fail.As(err).Args["after"])
		return f.noToken(r, http.StatusTooManyRequests, "temporarily_unavailable", err)
	}
	if err != nil {
		return err
	}
	return r.JSON(http.StatusOK, Token{token, "Bearer", int(life.Seconds()), strings.Join(scopes, " ")})
}

// unescaped takes the form encoding off that RFC 6749 §2.3.1 puts on the two halves.
func unescaped(s string) string {
	if u, err := url.QueryUnescape(s); err == nil {
		return u
	}
	return s
}

func (f face) noToken(r *door.Request, status int, code string, why error) error {
	b, err := json.Marshal(TokenError{code, text.Error(r.Lang, fail.As(why))})
	if err != nil {
		return fail.Wrap(err, "api: token error")
	}
	r.W.Header().Set("Content-Type", "application/json")
	r.W.WriteHeader(status)
	_, _ = r.W.Write(append(b, '\n')) // the reader may be gone: nobody is left to tell
	return nil
}

// describeToken is the token endpoint as the document says it.
func describeToken(c schemas) object {
	field := func(about string) object { return object{"type": "string", "description": about} }
	refused := object{"description": "There is no token, and why.", "content": object{"application/json": object{"schema": c.of(typeOf(TokenError{}))}}}
	return object{"post": object{
		"operationId": "getToken", "summary": "A token for a system of another agency (RFC 6749 §4.4). Show the secret here or by HTTP Basic",
		"parameters": []object{}, "security": []object{{}, {"secret": []string{}}},
		"requestBody": object{"required": true, "content": object{"application/x-www-form-urlencoded": object{"schema": object{"type": "object", "required": []string{"grant_type"},
			"properties": object{"grant_type": object{"type": "string", "enum": []string{"client_credentials"}}, "client_id": field("The client's id."),
				"client_secret": field("Shown once, when the client was made."), "scope": field("Some of the client's scopes, with spaces between; absent is all.")}}}}},
		"responses": object{"200": object{"description": "A token.", "content": object{"application/json": object{"schema": c.of(typeOf(Token{}))}}},
			"400": refused, "401": refused, "429": refused, "default": object{"$ref": "#/components/responses/problem"}},
	}}
}
