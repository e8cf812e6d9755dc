package io.kefu.erp.connector.zhibang;

import io.kefu.contracts.erp.ErpLookupKind;
import io.kefu.erp.connector.LookupSettings;
import io.kefu.erp.connector.LookupSettings.Told;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/**
 * Where documents stand if {@code connector.yaml} does not say otherwise: the columns are those
 * that the public reference names for filtering and sorting. An installation may show others.
 */
final class ZhibangLookups {

  private static final String ASP = "/sysa/mobilephone/";
  private static final Map<String, String> OF_CUSTOMER =
      Map.of(
          "datatype",
          "tel",
          "ord",
          "{customer}",
          "pagesize",
          "50",
          "pageindex",
          "1",
          "searchKey",
          "{number}");
  private static final Map<String, String> ALL_OF_CUSTOMER =
      Map.of("datatype", "tel", "ord", "{customer}", "pagesize", "50", "pageindex", "1");
  private static final Map<String, String> OF_ORDER =
      Map.of("datatype", "contract", "ord", "{order}", "pagesize", "50", "pageindex", "1");

  private static final Map<ErpLookupKind, LookupSettings> DEFAULTS =
      Map.of(
          ErpLookupKind.ORDER,
          new LookupSettings(
              ASP + "salesmanage/contract/billlist.asp",
              null,
              List.of(OF_CUSTOMER),
              "ord",
              List.of("htbh"),
              "title",
              told("状态", "htzt"),
              "dateQD",
              null,
              List.of(told("签订日期", "dateQD"), told("金额", "moneyall"))),
          ErpLookupKind.LOGISTICS,
          new LookupSettings(
              ASP + "storemanage/sent/list.asp",
              null,
              List.of(ALL_OF_CUSTOMER, OF_ORDER),
              "ord",
              List.of("fhbh"),
              "title",
              told("状态", "fhzt"),
              "dateSF",
              null,
              List.of(
                  told("应发日期", "dateYF"),
                  told("发货日期", "dateSF"),
                  told("发货方式", "fhfs"),
                  told("物流公司", "wlgs"),
                  told("物流单号", "wldh"))),
          ErpLookupKind.INVOICE,
          new LookupSettings(
              ASP + "financemanage/invoiceback/list.asp",
              null,
              List.of(ALL_OF_CUSTOMER),
              "ord",
              List.of("pjdh", "htid"),
              "htname",
              told("状态", "zt"),
              "kpDate",
              null,
              List.of(told("开票类型", "md"), told("开票日期", "kpDate"), told("金额", "money"))),
          ErpLookupKind.STOCK,
          new LookupSettings(
              "/webapi/v3/store/inventory/InventorySummary",
              null,
              List.of(
                  Map.of("order1", "{number}", "page_size", "20", "page_index", "1"),
                  Map.of("type1", "{number}", "page_size", "20", "page_index", "1"),
                  Map.of("title", "{number}", "page_size", "20", "page_index", "1")),
              "ord",
              List.of("Order1", "Type1", "Title"),
              "Title",
              null,
              null,
              null,
              List.of(told("型号", "Type1"), told("可用数量", "KYNum"), told("单位", "UnitName"))));

  private ZhibangLookups() {}

  /** The settings' own, and the defaults where they say nothing. */
  static Map<ErpLookupKind, LookupSettings> with(Map<ErpLookupKind, LookupSettings> own) {
    Map<ErpLookupKind, LookupSettings> all = new EnumMap<>(DEFAULTS);
    all.putAll(own);
    return all;
  }

  private static Told told(String label, String column) {
    return new Told(label, column, null, null);
  }
}
