package io.kefu.local.erp;

import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What the ERP of the local run holds: a few companies with orders on their way. The customer of
 * {@code ./kefu chat} is one of them, known by the WeChat id that the chat uses.
 */
public final class DemoInstallation {

  /** Path of the list of orders. */
  public static final String ORDERS = "/sysa/mobilephone/salesmanage/contract/billlist.asp";

  /** Path of the list of deliveries. */
  public static final String DELIVERIES = "/sysa/mobilephone/storemanage/sent/list.asp";

  /** Path of the list of invoices. */
  public static final String INVOICES = "/sysa/mobilephone/financemanage/invoiceback/list.asp";

  private DemoInstallation() {}

  /**
   * Fills an installation that is empty.
   *
   * @param wechatId WeChat id of the demo customer
   * @param name name of the demo customer
   */
  public static void fill(ErpSimulator erp, String wechatId, String name) {
    if (!erp.customers().isEmpty()) {
      return;
    }
    erp.addEnumeration("13", Map.of("171", "微信", "172", "朋友介绍", "173", "网络"));
    int demo = erp.addCustomer(customer("重庆山城充电科技有限公司", "KH0001", "13800000001", wechatId, name));
    int other =
        erp.addCustomer(customer("成都锦江新能源有限公司", "KH0002", "13900000002", "wxid_jinjiang", "李女士"));
    erp.addCustomer(customer("贵阳黔灵物流有限公司", "KH0003", "13700000003", "wxid_qianling", "赵经理"));
    order(erp, demo, "SO20261101", "120kW 直流充电桩 ×2", "已发货", "2026-11-01", "96000.00");
    order(erp, demo, "SO20261115", "7kW 交流充电桩 ×10", "生产中", "2026-11-15", "18500.00");
    order(erp, other, "SO20261108", "60kW 直流充电桩 ×4", "待发货", "2026-11-08", "112000.00");
    delivery(erp, demo, "FH20261105", "SO20261101", "120kW 直流充电桩 ×2", "运输中");
    invoice(erp, demo, "FP20261106", "SO20261101", "已开票");
    stock(erp, "CP-DC120", "120kW 直流充电桩", "DC120-2G", "6");
    stock(erp, "CP-AC7", "7kW 交流充电桩", "AC7-1G", "230");
  }

  private static Map<String, String> customer(
      String name, String number, String mobile, String wechatId, String person) {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("name", name);
    fields.put("khid", number);
    fields.put("mobile", mobile);
    fields.put("weixinAcc", wechatId);
    fields.put("person_name", person);
    fields.put("jz", "289");
    fields.put("sort", "意向客户");
    fields.put("sort1", "已建档");
    return fields;
  }

  private static void order(
      ErpSimulator erp,
      int customer,
      String number,
      String title,
      String state,
      String day,
      String money) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ord", number.substring(2));
    row.put("htbh", number);
    row.put("title", title);
    row.put("htzt", state);
    row.put("dateQD", day);
    row.put("moneyall", money);
    erp.addDocument(ORDERS, Integer.toString(customer), row);
  }

  private static void delivery(
      ErpSimulator erp, int customer, String number, String order, String title, String state) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ord", number.substring(2));
    row.put("contract", order.substring(2));
    row.put("fhbh", number);
    row.put("title", title);
    row.put("fhzt", state);
    row.put("dateSF", "2026-11-05");
    row.put("fhfs", "物流");
    row.put("wlgs", "德邦物流");
    row.put("wldh", "DPK600123456789");
    erp.addDocument(DELIVERIES, Integer.toString(customer), row);
  }

  private static void invoice(
      ErpSimulator erp, int customer, String number, String order, String state) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("ord", number.substring(2));
    row.put("contract", order.substring(2));
    row.put("pjdh", number);
    row.put("htid", order);
    row.put("htname", "120kW 直流充电桩 ×2");
    row.put("zt", state);
    row.put("md", "增值税专用发票");
    row.put("kpDate", "2026-11-06");
    row.put("money", "96000.00");
    erp.addDocument(INVOICES, Integer.toString(customer), row);
  }

  private static void stock(
      ErpSimulator erp, String number, String title, String type, String available) {
    Map<String, String> row = new LinkedHashMap<>();
    row.put("Title", title);
    row.put("Order1", number);
    row.put("Type1", type);
    row.put("KYNum", available);
    row.put("UnitName", "台");
    erp.addStock(row);
  }
}
