namespace EgressGuard.Cli.Tests.Clusters;

/// <summary><c>check --cluster</c> judges manifests as the cluster would be with them.</summary>
public sealed class CheckOnClusterTests
{
    [Fact]
    public async Task Objects_of_the_cluster_are_the_mesh_and_are_not_judged()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"payments"}}""");
        world.PutServiceEntry("api", "api.example.com", "payments");

        var run = world.Check(ClusterWorld.ServiceEntry("rival", "api.example.com"));
        var alone = world.Check(ClusterWorld.ServiceEntry("www", "www.example.com"));

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Contains("stdin:3:18  deny  EG106 host-owned-by-another-namespace  /spec/hosts/0\n", run.Output, StringComparison.Ordinal);
        Assert.EndsWith("1 object judged: 0 allowed, 0 warned, 1 denied; 2 findings.\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, alone.ExitCode);
    }

    [Fact]
    public async Task A_manifest_takes_the_place_of_the_object_of_its_name()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put("""{"apiVersion":"v1","kind":"Namespace","metadata":{"name":"payments"}}""");
        world.PutServiceEntry("api", "api.example.com", "payments");

        var run = world.Check(
            ClusterWorld.ServiceEntry("api", "elsewhere.example.com", "payments") + "\n" + ClusterWorld.ServiceEntry("mine", "api.example.com"));

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.DoesNotContain("EG106", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clusters_policy_and_exemptions_count_unless_files_say_otherwise()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Exemption());
        var policy = world.Files.Write("policy.yaml", CommandLine.Run("policy", "default").Output);

        var exempted = world.Check(ClusterWorld.Pod);
        var over = world.Check(
            ClusterWorld.Pod,
            "--exemptions",
            world.Files.Write("e.yaml", ClusterWorld.Exemption().Replace("\"legacy-batch-*\"", "\"other-*\"", StringComparison.Ordinal)));
        world.Api.Delete("egressexemptions", "", "legacy-batch");
        world.PutPolicy("""{"rules":{"EG302":{"action":"Off"} } }""");

        Assert.Equal(0, exempted.ExitCode);
        Assert.Contains("EG302 by 'legacy-batch' until 2026-12-31T00:00:00Z\n", exempted.Output, StringComparison.Ordinal);
        Assert.Equal(1, over.ExitCode);
        Assert.Equal(0, world.Check(ClusterWorld.Pod).ExitCode);
        Assert.Equal(1, world.Check(ClusterWorld.Pod, "--policy", policy).ExitCode);
    }

    [Fact]
    public async Task What_the_cluster_does_not_tell_is_not_to_be_given_with_context()
    {
        await using var world = await ClusterWorld.StartAsync();

        var run = world.Check(ClusterWorld.Pod.Replace("\"shop\"", "\"unheard-of\"", StringComparison.Ordinal));

        Assert.Contains("Not evaluated, because the cluster does not tell:\n  ", run.Output, StringComparison.Ordinal);
    }
}
