//go:build !linux

package main

import "syscall"

// Only Linux can be asked to; elsewhere the closing of standard input has to do.
func diesWithParent() *syscall.SysProcAttr {
	return nil
}
