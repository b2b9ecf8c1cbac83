using EgressGuard.Core.Tests.Fixtures;

namespace EgressGuard.Webhook.Tests.Metrics;

public sealed class MetricsDocumentTests
{
    [Fact]
    public void The_document_is_what_the_instruments_say() =>
        Repository.AssertIsCurrent(Repository.PathOf("docs", "metrics.md"), MetricsDocument.Write());

    [Fact]
    public void Every_metric_says_what_it_tells()
    {
        using var host = new MetricsHost();
        Assert.All(
            host.Registry.Shapes.Where(shape => shape.Name.StartsWith("egressguard_", StringComparison.Ordinal)),
            shape => Assert.EndsWith(".", shape.Help, StringComparison.Ordinal));
    }
}
