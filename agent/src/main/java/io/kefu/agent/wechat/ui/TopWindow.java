package io.kefu.agent.wechat.ui;

/**
 * A window of the desktop.
 *
 * @param handle its number
 * @param className its class
 * @param title its title
 * @param processId whose it is
 * @param program file name of that program, like {@code WeChat.exe}; empty when unknown
 * @param visible whether it is shown at all
 * @param minimised whether it is shrunk to the task bar
 */
public record TopWindow(
    long handle,
    String className,
    String title,
    int processId,
    String program,
    boolean visible,
    boolean minimised) {}
