/** Takes a newer version of the program: fetches, proves, unpacks, and leaves it to the start. */
package io.kefu.agent.update;
