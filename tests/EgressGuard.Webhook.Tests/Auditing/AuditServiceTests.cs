using EgressGuard.Kubernetes.Api;
using EgressGuard.Testing;
using EgressGuard.Core.Mesh;
using EgressGuard.Core.Policy;
using EgressGuard.Core.Policy.Exemptions;
using EgressGuard.Webhook.Judging;
using EgressGuard.Webhook.Metrics;
using EgressGuard.Webhook.Tls;
using EgressGuard.Webhook.Auditing;
using EgressGuard.Webhook.Auditing.Events;
using EgressGuard.Webhook.Auditing.Status;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>The whole of it, as it is registered: replicas on one API server.</summary>
public sealed class AuditServiceTests
{
    private const string Lease = "/apis/coordination.k8s.io/v1/namespaces/egressguard/leases/egressguard-audit";

    [Fact]
    public void One_replica_audits_and_another_takes_over_when_it_leaves() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        await using var first = new Replica(world, "guard-1");
        await time.PassAsync(30);
        await using var second = new Replica(world, "guard-2");
        await time.PassAsync(60);
        Assert.Equal("guard-1", Holder(world));
        Assert.NotNull(world.Api[AuditWorld.Report]);
        Assert.Single(world.Api.Writes, request => request.Contains("policyreports", StringComparison.Ordinal));

        await first.StopAsync();
        world.Put(AuditWorld.Entry("b"));
        await time.PassAsync(60);
        Assert.Equal("guard-2", Holder(world));
        Assert.Equal(2, world.Api.Writes.Count(request => request.Contains("policyreports", StringComparison.Ordinal)));
        await second.StopAsync();
    });

    [Fact]
    public void Every_replica_tells_what_it_refused_itself() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        await using var first = new Replica(world, "guard-1");
        await time.PassAsync(30);
        await using var second = new Replica(world, "guard-2");
        await time.PassAsync(30);
        var about = new EventObject("v1", "Namespace", "", "shop", "");
        second.Events.Tell(new GuardEvent("EgressDenied", "Deny", about, "s", "It was refused."));
        await time.PassAsync(1);

        Assert.Single(world.Api.Paths, path => path.StartsWith("/apis/events.k8s.io/v1/", StringComparison.Ordinal));
        await first.StopAsync();
        await second.StopAsync();
    });

    [Fact]
    public void A_defect_ends_neither_the_process_nor_the_audit_for_good() => VirtualTime.Run(async time =>
    {
        using var world = new AuditWorld(time);
        world.Put(AuditWorld.Entry("a"));
        var isBroken = true;
        world.Api.Fault = request => isBroken && request.EndsWith("/pods", StringComparison.Ordinal) ? new InvalidCastException("by script") : null;
        await using var replica = new Replica(world, "guard-1");
        await time.PassAsync(30);
        Assert.False(replica.Running.IsCompleted);
        Assert.Equal("", Holder(world)); // given back, so that another may try

        isBroken = false;
        await time.PassAsync(90);
        Assert.NotNull(world.Api[AuditWorld.Report]);
        await replica.StopAsync();
    });

    private static string Holder(AuditWorld world) => world.Api[Lease]?["spec"]?["holderIdentity"]?.GetValue<string>() ?? "";

    private sealed class Replica : IAsyncDisposable
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly ServiceProvider _provider;

        public Replica(AuditWorld world, string name)
        {
            var services = new ServiceCollection();
            services.AddLogging();
            services.AddSingleton<TimeProvider>(world.Time);
            services.AddSingleton<IKubernetesApi>(world.Api);
            services.AddSingleton<IAuditSource>(world);
            services.AddSingleton<IGuardObjectSource>(new NoObjects());
            services.AddMetricsExport();
            services.AddSingleton(new CurrentBasis(new Basis(MeshSnapshot.Empty, EgressPolicy.Default, ExemptionSet.Empty, [], ExemptionSet.Empty)));
            services.AddSingleton(new CertificateStore(SelfSignedCertificate.Create(TimeProvider.System)));
            services.AddAuditing(new AuditOptions(name, "egressguard"));
            _provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true });
            Service = (AuditService)_provider.GetServices<IHostedService>().Single();
            Events = _provider.GetRequiredService<EventWriter>();
            Running = Service.RunAsync(_stop.Token);
        }

        public AuditService Service { get; }

        public EventWriter Events { get; }

        /// <summary>Not as the host starts it, which takes another thread.</summary>
        public Task Running { get; }

        public Task StopAsync()
        {
            _stop.Cancel();
            return Running;
        }

        public ValueTask DisposeAsync()
        {
            _stop.Dispose();
            return _provider.DisposeAsync();
        }
    }

    private sealed class NoObjects : IGuardObjectSource
    {
        public GuardObjects? Current => new([], []);

        public void OnChange(Action observer)
        {
        }
    }
}
