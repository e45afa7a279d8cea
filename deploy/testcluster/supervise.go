package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"os/signal"
	"runtime"
	"sync"
	"syscall"
	"time"
)

// How long a child may take to end in order; the API server would take a minute while somebody watches.
const grace = time.Second

// order is one line on standard input: start a program under a name, or end it.
type order struct {
	Start   string   `json:"start"`
	Command []string `json:"command"`
	Log     string   `json:"log"`
	End     string   `json:"end"`
}

// child is a program that was started; gone closes when it has ended and was collected.
type child struct {
	name    string
	process *os.Process
	gone    chan struct{}
}

// supervise starts and ends programs as standard input says, one JSON object per line, and reports on standard output:
//
//	{"start":"etcd","command":["/path/to/program","--flag"],"log":"/path/to/file"}   → started etcd 4711
//	{"end":"etcd"}                                                                  → ended etcd signal: killed
//
// A program that ends by itself is reported likewise. When standard input closes, which it does when the process that
// holds the other end is gone, however it went, or when a signal asks for it, all programs are ended and waited for.
// Should this process itself be killed, Linux kills its programs.
func supervise() {
	// Linux sends the death signal when the starting thread ends, so all children start from one that stays.
	runtime.LockOSThread()
	asked := make(chan os.Signal, 1)
	signal.Notify(asked, syscall.SIGINT, syscall.SIGTERM, syscall.SIGHUP)
	// Who read the reports may be gone first. Caught rather than ignored: programs would inherit that.
	signal.Notify(make(chan os.Signal, 1), syscall.SIGPIPE)
	orders := make(chan order)
	go read(orders)
	var children []*child
	for {
		select {
		case <-asked:
			end(children)
			return
		case next, more := <-orders:
			switch {
			case !more:
				end(children)
				return
			case next.Start != "":
				if started := start(next); started != nil {
					children = append(children, started)
				}
			case next.End != "":
				for _, c := range children {
					if c.name == next.End {
						end([]*child{c})
					}
				}
			}
		}
	}
}

func read(orders chan<- order) {
	defer close(orders)
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var next order
		if err := json.Unmarshal(lines.Bytes(), &next); err != nil || (next.Start == "") == (next.End == "") {
			fmt.Println("refused: want one of start and end:", lines.Text(), err)
			continue
		}
		orders <- next
	}
}

func start(o order) *child {
	log, err := os.OpenFile(o.Log, os.O_CREATE|os.O_WRONLY|os.O_APPEND, 0o600)
	if err != nil {
		fmt.Println("failed", o.Start, err)
		return nil
	}
	defer log.Close()
	if len(o.Command) == 0 {
		fmt.Println("failed", o.Start, "without a command")
		return nil
	}
	command := exec.Command(o.Command[0], o.Command[1:]...)
	command.Stdout, command.Stderr = log, log
	command.SysProcAttr = diesWithParent()
	if err := command.Start(); err != nil {
		fmt.Println("failed", o.Start, err)
		return nil
	}
	fmt.Println("started", o.Start, command.Process.Pid)
	c := &child{name: o.Start, process: command.Process, gone: make(chan struct{})}
	go func() {
		_ = command.Wait()
		fmt.Println("ended", c.name, command.ProcessState)
		close(c.gone)
	}()
	return c
}

// end asks all to end, the latest first, kills who does not, and waits until all are gone.
func end(children []*child) {
	for i := len(children) - 1; i >= 0; i-- {
		_ = children[i].process.Signal(syscall.SIGTERM)
	}
	deadline := time.Now().Add(grace)
	var all sync.WaitGroup
	for _, c := range children {
		all.Go(func() {
			select {
			case <-c.gone:
			case <-time.After(time.Until(deadline)):
				_ = c.process.Kill()
				<-c.gone
			}
		})
	}
	all.Wait()
}
