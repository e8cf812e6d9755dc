package io.kefu.agent.health;

/** Private memory of this process. */
interface ProcessMemory {

  /** MiB that no other process shares. */
  double privateMebibytes();
}
