/** An installation of 智邦国际 that is not one: same wire, own data, and faults on demand. */
package io.kefu.local.erp;
