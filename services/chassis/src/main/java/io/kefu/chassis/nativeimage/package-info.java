/** What the build of a native executable must know of us; not part of any program. */
package io.kefu.chassis.nativeimage;
