/**
 * What starts the program: chooses the version to run, tries a new one, and goes back when it does
 * not come up. It belongs to the installation, not to a version: an update replaces all but this,
 * so it uses nothing of the other rooms.
 */
package io.kefu.agent.boot;
