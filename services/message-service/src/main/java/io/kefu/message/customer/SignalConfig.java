package io.kefu.message.customer;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.LocalTime;
import java.time.ZoneId;
import java.util.List;

/** What makes a message a signal of business (domain.md §3). */
@ConfigMapping(prefix = "kefu.message.signal")
public interface SignalConfig {

  /** 售前 */
  @WithDefault("报价,价格,参数,型号,交期,样机,招标,折扣,含税,EXW,FOB,功率,枪型")
  List<String> preSales();

  /** 售后 */
  @WithDefault("故障,报错,报警码,返修,保修,上门,无法充电,安装,调试,工单,序列号")
  List<String> afterSales();

  /** 客户开发 */
  @WithDefault("代理,渠道,合作,资质,样板,分销,招募,返点,区域")
  List<String> businessDevelopment();

  /** Words of private life: a contact that is not on file is blacklisted at once. */
  @WithDefault("吃饭,撸串,喝酒,打球,游戏,电影")
  List<String> privateWords();

  /** Words by which a customer asks for a quote; the ERP is told of it at once. */
  @WithDefault("报价,询价,价格,多少钱")
  List<String> quoteWords();

  /** Points of one hit of a keyword. */
  @WithDefault("6")
  int pointsPerHit();

  /** Most points of one keyword. */
  @WithDefault("20")
  int mostPerKeyword();

  /** Points of a message in working hours on a weekday. */
  @WithDefault("12")
  int weekdayPoints();

  /** Points of a message in working hours on a weekend. */
  @WithDefault("4")
  int weekendPoints();

  /** Points of a question that the knowledge base can answer. */
  @WithDefault("20")
  int knowledgePoints();

  /** From here on a contact is proposed to be put on file. */
  @WithDefault("80")
  int whiteFrom();

  /** From here on a contact is a prospect. */
  @WithDefault("60")
  int grayFrom();

  /** Working hours begin. */
  @WithDefault("08:00")
  LocalTime workFrom();

  /** Working hours end. */
  @WithDefault("20:00")
  LocalTime workTo();

  /** Where the working hours count. */
  @WithDefault("Asia/Shanghai")
  ZoneId zone();
}
