package main

import (
	"errors"
	"net/url"
	"strings"

	"atonce/internal/carrier"
	"atonce/internal/notify"
)

// letterFlags say how people are told of changes outside of the site. Without them they
// are told in the inbox only.
type letterFlags struct {
	Site           string `env:"ATONCE_SITE" help:"Address at which people reach this site, for links in mail and text messages. By default the one of the sign-in file." placeholder:"URL"`
	MailServer     string `env:"ATONCE_MAIL_SERVER" help:"A mail server that takes notices: smtp://USER@HOST:PORT (STARTTLS) or smtps://USER@HOST:PORT." placeholder:"URL"`
	MailFrom       string `env:"ATONCE_MAIL_FROM" help:"Who mail is from: NAME <ADDRESS>." placeholder:"SENDER"`
	MailSecretFile string `env:"ATONCE_MAIL_SECRET_FILE" help:"File of the password at the mail server." placeholder:"FILE"`
	TextService    string `env:"ATONCE_TEXT_SERVICE" help:"A service that sends text messages: notices are posted there as JSON." placeholder:"URL"`
	TextSecretFile string `env:"ATONCE_TEXT_SECRET_FILE" help:"File of the secret that requests to it are signed with." placeholder:"FILE"`
}

// carriers reads the flags. It is called before the house is opened: who wrote a flag
// wrongly is told at once, and nothing has been made.
func (c letterFlags) carriers() (map[notify.Channel]carrier.Carrier, error) {
	by := map[notify.Channel]carrier.Carrier{}
	switch {
	case c.MailServer != "" && c.MailFrom == "":
		return nil, errors.New("a mail server is given, and nobody whom mail is from: see --mail-from")
	case c.MailServer != "":
		m, err := carrier.ParseMail(c.MailServer, c.MailFrom, c.MailSecretFile)
		if err != nil {
			return nil, err
		}
		by[notify.Mail] = m
	case c.MailFrom != "" || c.MailSecretFile != "":
		return nil, errors.New("a sender of mail or its secret is given, and no mail server: see --mail-server")
	}
	switch {
	case c.TextService != "":
		t, err := carrier.ParseText(c.TextService, c.TextSecretFile)
		if err != nil {
			return nil, err
		}
		by[notify.Text] = t
	case c.TextSecretFile != "":
		return nil, errors.New("a secret of text messages is given, and no service that sends them: see --text-service")
	}
	return by, nil
}

// post lets letters out of a house.
func (c letterFlags) post(h *house, by map[notify.Channel]carrier.Carrier) error {
	site := c.Site
	if site == "" && h.in.Site != nil {
		site = h.in.Site.String()
	}
	if len(by) == 0 {
		return nil
	}
	u, err := url.Parse(site)
	if err != nil || u.Host == "" || u.Scheme != "https" && u.Scheme != "http" {
		return errors.New("mail and text messages hold a link to the site, so its address is needed: see --site")
	}
	h.desk.UseCarriers(strings.TrimRight(site, "/"), by)
	return nil
}
