using System.Text.Json;
using EgressGuard.Cli.Probing;
using EgressGuard.Cli.Tests.Clusters;
using EgressGuard.Testing;
using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Cli.Tests.Probing;

/// <summary><c>egressguard probe</c>, on a cluster with the real webhook in front of it, and on clusters without.</summary>
public sealed class ProbeCommandTests
{
    private const string Pod = """
        {"apiVersion":"v1","kind":"Pod","metadata":{"name":"web","namespace":"shop","labels":{"egressguard.io/egress":"gateway"}},
        "spec":{"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]}}
        """;

    private static int Attacks => ProbeList.All.Count(probe => !probe.IsControl);

    private static int Controls => ProbeList.All.Count(probe => probe.IsControl);

    [Fact]
    public async Task Behind_the_webhook_everything_is_blocked_and_what_is_in_order_goes_through()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(Pod);
        await using var webhook = await WebhookProcess.StartAsync("--cluster", "kubeconfig", "--kubeconfig", world.KubeConfig, "--reports", "none");
        world.Api.Admission = new WebhookAdmission(webhook).DecideAsync;

        var run = Probe(world);

        Assert.Equal("", run.Error);
        Assert.EndsWith(
            $"\nIn namespace shop of {world.Api.Address}: {Attacks} blocked, 0 refused by others, 0 NOT blocked, 0 not applicable. "
            + $"In order: {Controls} admitted, 0 REFUSED, 0 refused by others, 0 not applicable.\n",
            run.Output,
            StringComparison.Ordinal);
        Assert.Contains("blocked            1  a label that takes a namespace out of the mesh, through namespaces/status: EG501\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("admitted           -  an ordinary pod\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, run.ExitCode);
    }

    [Fact]
    public async Task Without_a_webhook_everything_slips_past()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(Pod);

        var run = Probe(world);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains($": 0 blocked, 0 refused by others, {Attacks} NOT blocked, 0 not applicable.", run.Output, StringComparison.Ordinal);
        Assert.Contains("NOT blocked        8  a Deployment on the network of its node\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_is_stored_and_every_write_is_a_dry_run()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(Pod);
        world.Api.ClearRequests();

        Probe(world);

        Assert.All(
            world.Api.Requests.Where(request => request.Method != "GET"),
            request => Assert.Contains("dryRun=All", request.Query, StringComparison.Ordinal));
        Assert.Equal(["web"], world.Api.Objects("pods").Select(item => (string?)item["metadata"]!["name"]));
        Assert.Equal(["istio-system", "shop"], world.Api.Objects("namespaces").Select(item => (string?)item["metadata"]!["name"]));
        Assert.Empty(world.Api.Objects("serviceentries"));
    }

    [Fact]
    public async Task What_cannot_be_tried_is_told_and_is_no_failure()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.DropCrd("envoyfilters");
        world.Api.Admission = write => Task.FromResult<FakeRefusal?>(write.Type.Plural switch
        {
            "cronjobs" => new FakeRefusal(403, "Forbidden", "cronjobs.batch is forbidden: User \"alice\" cannot create resource \"cronjobs\""),
            "pods" => new FakeRefusal(403, "Forbidden", "pods \"egressguard-probe\" is forbidden: violates PodSecurity \"restricted:latest\""),
            _ => Denial(write),
        });

        var run = Probe(world, "-o", "json");

        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(("notApplicable", "the cluster does not serve networking.istio.io/v1alpha3 EnvoyFilter"), OutcomeOf(report, "an EnvoyFilter"));
        Assert.Equal("notApplicable", OutcomeOf(report, "a CronJob on the network of its node").Outcome);
        Assert.Equal("refusedByOthers", OutcomeOf(report, "an init container as the proxy's user").Outcome);
        Assert.Equal(
            ("notApplicable", "there is no pod in shop to try it on"),
            OutcomeOf(report, "an ephemeral container as the proxy's user, through pods/ephemeralcontainers"));
        Assert.Equal(("blocked", "EG999"), OutcomeOf(report, "a ServiceEntry for everybody with resolution NONE"));
        Assert.Equal(1, report.RootElement.GetProperty("version").GetInt32());
        Assert.Equal(3, report.RootElement.GetProperty("summary").GetProperty("notApplicable").GetInt32());
    }

    [Fact]
    public async Task A_guard_that_does_not_answer_blocks_what_is_in_order_too_and_that_is_a_failure()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.Admission = _ => Task.FromResult<FakeRefusal?>(new FakeRefusal(
            500, "InternalError", "Internal error occurred: failed calling webhook \"istio.validate.egressguard.io\": connection refused"));

        var run = Probe(world);

        Assert.Equal(1, run.ExitCode);
        Assert.Contains($" 0 NOT blocked, 1 not applicable. In order: 0 admitted, {Controls} REFUSED,", run.Output, StringComparison.Ordinal);
        Assert.Contains("REFUSED            -  an ordinary pod: it fails closed: EgressGuard did not answer the API server\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_namespace_that_is_not_there_and_a_cluster_that_is_not_there_are_no_result()
    {
        await using var world = await ClusterWorld.StartAsync();

        var unknown = Probe(world, "-n", "nowhere");
        world.Api.Unauthorize(1000);
        var refused = Probe(world);
        await world.Api.StopAsync();
        var gone = Probe(world);

        Assert.Equal(
            (2, "", $"egressguard: {world.Api.Address} has no namespace 'nowhere'; give one that is in the mesh with --namespace\n"),
            (unknown.ExitCode, unknown.Output, unknown.Error));
        Assert.Equal((2, ""), (refused.ExitCode, refused.Output));
        Assert.Contains("does not accept the credentials", refused.Error, StringComparison.Ordinal);
        Assert.Equal((2, ""), (gone.ExitCode, gone.Output));
        Assert.Contains("cannot be reached", gone.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_nothing_can_be_tried_there_is_no_result()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.Admission = _ => Task.FromResult<FakeRefusal?>(new FakeRefusal(403, "Forbidden", "x is forbidden: User \"alice\" cannot create resource"));

        var run = Probe(world);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.StartsWith($"egressguard: nothing could be tried on {world.Api.Address}: no permission: ", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_context_has_two_names()
    {
        await using var world = await ClusterWorld.StartAsync();

        Assert.Equal(1, Probe(world, "--context", "fake").ExitCode);
        Assert.Equal(1, Probe(world, "--kube-context", "fake").ExitCode);
        Assert.Equal(2, Probe(world, "--context", "prod").ExitCode);
    }

    [Fact]
    public void Every_class_that_it_names_is_one_of_the_matrix()
    {
        var matrix = File.ReadAllText(Path.Combine(Doors.Corpus.Root, "docs", "bypass-matrix.md"));

        Assert.All(
            ProbeList.All.Where(probe => !probe.IsControl),
            probe => Assert.Contains($"\n| {probe.Class} | ", matrix, StringComparison.Ordinal));
        Assert.Distinct(ProbeList.All.Select(probe => probe.What));
    }

    private static CommandLine Probe(ClusterWorld world, params string[] args) => CommandLine.Run(
        args.Contains("-n") ? ["probe", "--kubeconfig", world.KubeConfig, .. args] : ["probe", "--kubeconfig", world.KubeConfig, "-n", "shop", .. args]);

    private static FakeRefusal? Denial(FakeAdmission write) =>
        write.Type.Plural == "authorizationpolicies" || write.Object.ToJsonString().Contains("\"policyTypes\":[\"Egress\"]}", StringComparison.Ordinal)
            || (write.Type.Plural == "deployments" && !write.Object.ToJsonString().Contains("hostNetwork", StringComparison.Ordinal))
            ? null
            : new FakeRefusal(403, "Forbidden", "admission webhook \"istio.validate.egressguard.io\" denied the request: EG999 no: EG999");

    private static (string? Outcome, string? Detail) OutcomeOf(JsonDocument report, string what)
    {
        var probe = Assert.Single(report.RootElement.GetProperty("probes").EnumerateArray(), item => item.GetProperty("what").GetString() == what);
        return (probe.GetProperty("outcome").GetString(), probe.GetProperty("detail").GetString());
    }
}
