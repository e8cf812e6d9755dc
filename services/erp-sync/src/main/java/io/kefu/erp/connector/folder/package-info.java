/**
 * An ERP that exchanges CSV files in a folder, for instance one that an SFTP server shows.
 *
 * <pre>
 * in/     what the ERP tells: customers*.csv, order*.csv, logistics*.csv, invoice*.csv, stock*.csv
 * done/   the same when it was read, beside NAME.results.csv, which says of each line how it went
 * out/    what we tell: customers-TIME-ID.csv, note-TIME-ID.csv; complete as soon as it is there
 * state/  what both sides know; ours alone
 * </pre>
 *
 * <p>A file is read again after a crash; that changes nothing. A line that cannot be read is told
 * in the results and holds up no other. Several replicas may share the folder: whoever changes it
 * holds a lock.
 */
package io.kefu.erp.connector.folder;
