package main

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"path/filepath"
)

type generateCommand struct {
	Province generateProvinceCommand `cmd:"" help:"Files for the sample registers: people, incomes, addresses, firms, their licences and credit."`
}

type generateProvinceCommand struct {
	People int    `default:"1000" help:"How many people."`
	Seed   uint64 `default:"1" help:"The same seed gives the same files."`
	Out    string `required:"" help:"Folder for the files." placeholder:"DIR"`
}

// Run writes one file for each sample register, row by row: memory does not grow with
// the number of people.
func (c generateProvinceCommand) Run() (err error) {
	if c.People < 1 || c.People > mostPeople {
		return fmt.Errorf("--people is from 1 to %d: there are no more identity numbers that belong to nobody", mostPeople)
	}
	if err := os.MkdirAll(c.Out, 0o755); err != nil {
		return err
	}
	files := map[string]*bufio.Writer{}
	for _, name := range provinceFiles {
		f, err := os.Create(filepath.Join(c.Out, name+".csv"))
		if err != nil {
			return err
		}
		w := bufio.NewWriterSize(f, 1<<18)
		files[name] = w
		defer func() { err = errors.Join(err, w.Flush(), f.Close()) }()
	}
	made := newProvince(c.Seed, files).write(c.People)
	fmt.Printf("%d people, %d households, %d addresses, %d firms, %d licences; nobody of them exists\n",
		made.people, made.households, made.addresses, made.firms, made.licences)
	return nil
}
