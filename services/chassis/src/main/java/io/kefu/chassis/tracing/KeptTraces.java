package io.kefu.chassis.tracing;

import io.opentelemetry.api.common.Attributes;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.context.Context;
import io.opentelemetry.sdk.trace.data.LinkData;
import io.opentelemetry.sdk.trace.samplers.Sampler;
import io.opentelemetry.sdk.trace.samplers.SamplingResult;
import java.util.List;

/**
 * Decides which traces begin: a share of the calls and messages that come in. What a service asks
 * by itself, such as the sweeps' looks into the database each second, begins none.
 */
final class KeptTraces implements Sampler {

  private final Sampler share;

  private KeptTraces(double ratio) {
    this.share = Sampler.traceIdRatioBased(ratio);
  }

  /** Nothing at all, or that share of what begins here and all that a caller keeps. */
  static Sampler of(TracingConfig config) {
    return config.enabled() && config.endpoint().isPresent()
        ? Sampler.parentBased(new KeptTraces(config.ratio()))
        : Sampler.alwaysOff();
  }

  @Override
  public SamplingResult shouldSample(
      Context parent,
      String traceId,
      String name,
      SpanKind kind,
      Attributes attributes,
      List<LinkData> links) {
    return kind == SpanKind.CLIENT
        ? SamplingResult.drop()
        : share.shouldSample(parent, traceId, name, kind, attributes, links);
  }

  @Override
  public String getDescription() {
    return "KeptTraces{" + share.getDescription() + "}";
  }
}
