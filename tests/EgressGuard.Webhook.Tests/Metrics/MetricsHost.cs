using System.Buffers;
using System.Diagnostics.Metrics;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Tls;
using Microsoft.Extensions.DependencyInjection;

namespace EgressGuard.Webhook.Tests.Metrics;

/// <summary>The metrics as the webhook sets them up, without the webhook.</summary>
internal sealed class MetricsHost : IDisposable
{
    private readonly ServiceProvider _services;

    public MetricsHost()
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetricsExport();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton(new CurrentBasis(new Basis(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Empty, [], ExemptionSet.Empty)));
        services.AddSingleton(new CertificateStore(SelfSignedCertificate.Create(TimeProvider.System)));
        _services = services.BuildServiceProvider();
        Registry = _services.StartMetrics();
    }

    public MetricRegistry Registry { get; }

    public EgressMeter Meter => _services.GetRequiredService<EgressMeter>();

    public IMeterFactory Factory => _services.GetRequiredService<IMeterFactory>();

    public T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    public Exposition Scrape()
    {
        var output = new ArrayBufferWriter<byte>();
        Registry.Scrape(output);
        return PrometheusParser.Parse(output.WrittenSpan.ToArray());
    }

    public void Dispose() => _services.Dispose();
}
