using System.Collections.Immutable;
using System.Text;
using System.Text.Json.Nodes;
using EgressGuard.Core.Policy;
using EgressGuard.Kubernetes.Tests.Leases;
using EgressGuard.Testing;
using EgressGuard.Webhook.Auditing.Status;

namespace EgressGuard.Webhook.Tests.Auditing;

/// <summary>The status of policies and exemptions, on virtual time. The clock begins with 2026.</summary>
public sealed class StatusLoopTests
{
    private const string Exemption = "/apis/egressguard.io/v1alpha1/egressexemptions/legacy";
    private const string Policy = "/apis/egressguard.io/v1alpha1/egresspolicies/default";

    [Fact]
    public void A_policy_in_force_is_accepted_and_ready() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        world.Put(Policy, PolicyJson("default", "{}"));
        await time.PassAsync(1);

        Assert.Equal(
            ["Accepted True Valid The policy is valid.", "Ready True InForce Objects are judged by this policy."], world.Conditions(Policy));
        Assert.Equal(3, world.Api[Policy]!["status"]!["observedGeneration"]!.GetValue<int>());
        await world.StopAsync();
    });

    [Fact]
    public void An_invalid_policy_says_where_and_that_the_last_good_one_stays() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        world.Put(Policy, PolicyJson("default", """{"enforcement":"Loud"}"""));
        await time.PassAsync(1);

        var conditions = world.Conditions(Policy);
        Assert.StartsWith("Accepted False Invalid /spec/enforcement: ", conditions[0], StringComparison.Ordinal);
        Assert.Equal(
            "Ready False Invalid Until it is mended replicas judge by the last good policy that they saw; those that started since, by the built-in one.",
            conditions[1]);
        await world.StopAsync();
    });

    [Fact]
    public void A_policy_of_another_name_or_beside_a_file_is_not_ready() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        const string Other = "/apis/egressguard.io/v1alpha1/egresspolicies/other";
        world.Put(Other, PolicyJson("other", "{}"));
        await time.PassAsync(1);
        Assert.Equal(
            "Ready False OtherName Only the EgressPolicy called 'default' counts. Rename this one, or delete it.", world.Conditions(Other)[1]);

        world.PolicyName = null;
        world.Tell();
        await time.PassAsync(1);
        Assert.StartsWith("Ready False PolicyFile ", world.Conditions(Other)[1], StringComparison.Ordinal);
        await world.StopAsync();
    });

    [Fact]
    public void An_exemption_is_active_until_it_expires_and_only_changes_are_written() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        world.Put(Exemption, ExemptionJson("2026-01-03T00:00:00Z"));
        await time.PassAsync(1);
        Assert.Equal(["Active True InForce It is in force until 2026-01-03T00:00:00Z."], world.Conditions(Exemption));
        Assert.Equal("2026-01-01T00:00:00Z", world.Since(Exemption));

        await time.PassAsync(TimeSpan.FromDays(2) - TimeSpan.FromSeconds(2));
        Assert.Single(world.Api.Writes);
        await time.PassAsync(2);
        Assert.StartsWith("Active False Expired /spec/expires: 2026-01-03T00:00:00Z has passed", Assert.Single(world.Conditions(Exemption)), StringComparison.Ordinal);
        Assert.Equal("2026-01-03T00:00:00Z", world.Since(Exemption));
        await time.PassAsync(TimeSpan.FromDays(1));
        Assert.Equal(2, world.Api.Writes.Count());
        await world.StopAsync();
    });

    [Fact]
    public void An_exemption_that_is_invalid_too_long_or_replaced_is_not_active() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        world.Put(Exemption, ExemptionJson("2028-01-01T00:00:00Z"));
        await time.PassAsync(1);
        Assert.StartsWith("Active False LifetimeTooLong ", Assert.Single(world.Conditions(Exemption)), StringComparison.Ordinal);
        var since = world.Since(Exemption);

        await time.PassAsync(50);
        world.Put(Exemption, ExemptionJson("soon"));
        await time.PassAsync(1);
        Assert.StartsWith("Active False Invalid /spec/expires: ", Assert.Single(world.Conditions(Exemption)), StringComparison.Ordinal);
        Assert.Equal(since, world.Since(Exemption)); // it was not active before either

        world.FileExemptions = ["legacy"];
        world.Tell();
        await time.PassAsync(1);
        Assert.StartsWith("Active False ReplacedByFile ", Assert.Single(world.Conditions(Exemption)), StringComparison.Ordinal);
        await world.StopAsync();
    });

    [Fact]
    public void What_the_watch_has_not_brought_yet_is_not_written_twice() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time) { IsWatchStuck = true };
        world.Put(Policy, PolicyJson("default", "{}"));
        await time.PassAsync(1);
        for (var i = 0; i < 5; i++)
        {
            world.Tell();
            await time.PassAsync(1);
        }

        Assert.Single(world.Api.Writes);
        await world.StopAsync();
    });

    [Fact]
    public void A_failure_is_told_once_and_tried_again_and_what_is_gone_is_no_failure() => VirtualTime.Run(async time =>
    {
        using var world = new StatusWorld(time);
        world.Api.Fault = _ => InMemoryApi.Error(403, "Forbidden");
        world.Put(Policy, PolicyJson("default", "{}"));
        await time.PassAsync(100);
        Assert.Equal(4, world.Api.Writes.Count());
        Assert.Single(world.Log);

        world.Api.Fault = _ => InMemoryApi.Error(404, "NotFound");
        await time.PassAsync(1000);
        Assert.Equal(5, world.Api.Writes.Count());
        Assert.Single(world.Log);
        await world.StopAsync();
    });

    private static string PolicyJson(string name, string spec) =>
        $$"""{"apiVersion":"egressguard.io/v1alpha1","kind":"EgressPolicy","metadata":{"name":"{{name}}","generation":3},"spec":{{spec}} }""";

    private static string ExemptionJson(string expires) =>
        $$"""
        {"apiVersion":"egressguard.io/v1alpha1","kind":"EgressExemption","metadata":{"name":"legacy","generation":1,
        "creationTimestamp":"2026-01-01T00:00:00Z"},"spec":{"rules":["EG302"],"owner":"team-shop","reason":"It moves.",
        "subjects":[{"kind":"Pod","namespace":"shop","name":"legacy-*"}],"expires":"{{expires}}"} }
        """;

    /// <summary>The guard's own objects in a cluster, and a watch that brings every change at once.</summary>
    private sealed class StatusWorld : IGuardObjectSource, IDisposable
    {
        private readonly AuditWorld _audit;
        private readonly CancellationTokenSource _stop = new();
        private readonly Task _running;
        private Action _observer = () => { };
        private GuardObjects? _stuck;

        public StatusWorld(VirtualTime time)
        {
            _audit = new AuditWorld(time);
            _audit.Current = _audit.Input with { Policy = EgressPolicy.Default };
            _running = new StatusLoop(this, _audit, Api, _audit.Metrics, time, new ListLogger<StatusLoop>(_audit.Log)).RunAsync(_stop.Token);
        }

        public InMemoryApi Api => _audit.Api;

        public List<string> Log => _audit.Log;

        public string? PolicyName { get; set; } = "default";

        public ImmutableHashSet<string> FileExemptions { get; set; } = [];

        public bool IsWatchStuck { get; init; }

        public GuardObjects? Current => (IsWatchStuck ? _stuck ??= Read() : Read()) with { PolicyName = PolicyName, FileExemptions = FileExemptions };

        public void OnChange(Action observer) => _observer = observer;

        public void Put(string path, string json)
        {
            var written = (JsonObject)JsonNode.Parse(json)!;
            if (Api[path]?["status"] is { } status)
            {
                written["status"] = status.DeepClone(); // a subresource: whoever writes the object does not touch it
            }

            Api.Put(path, written.ToJsonString());
            _stuck = null;
            Tell();
        }

        public void Tell() => _observer();

        public List<string> Conditions(string path) =>
        [
            .. Api[path]!["status"]!["conditions"]!.AsArray()
                .Select(item => $"{item!["type"]} {item["status"]} {item["reason"]} {item["message"]}"),
        ];

        public string Since(string path) => Api[path]!["status"]!["conditions"]![0]!["lastTransitionTime"]!.GetValue<string>();

        public async Task StopAsync()
        {
            _stop.Cancel();
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => _running);
        }

        public void Dispose()
        {
            _stop.Dispose();
            _audit.Dispose();
        }

        private GuardObjects Read() => new(Of("egresspolicies"), Of("egressexemptions"));

        private ImmutableArray<ReadOnlyMemory<byte>> Of(string plural) =>
        [
            .. Api.Paths.Where(path => path.Contains($"/{plural}/", StringComparison.Ordinal))
                .Select(path => new ReadOnlyMemory<byte>(Encoding.UTF8.GetBytes(Api.Stored(path).ToJsonString()))),
        ];
    }
}
