using EgressGuard.Testing.FakeApi;

namespace EgressGuard.Cli.Tests.Clusters;

/// <summary>A cluster that cannot be read whole has no verdict, and the message says which server, what is wrong, and what to do.</summary>
public sealed class ClusterFailureTests
{
    public static TheoryData<string> Commands => ["audit", "check"];

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_server_that_is_not_there(string command)
    {
        await using var world = await ClusterWorld.StartAsync();
        await world.Api.StopAsync();

        AssertUnusable(
            world,
            command,
            $"{world.Api.Address} cannot be reached: Connection refused (127.0.0.1:{world.Api.Address.Port}); "
            + $"see that it runs, and that the current context of {world.KubeConfig} is the one you mean");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task A_token_that_is_refused(string command)
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.Unauthorize(1000);

        AssertUnusable(
            world,
            command,
            $"{world.Api.Address} does not accept the credentials of the current context of {world.KubeConfig}: "
            + "refused: Unauthorized; renew them, or use others");
    }

    [Theory]
    [MemberData(nameof(Commands))]
    public async Task Kinds_that_may_not_be_listed_are_all_named(string command)
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.Forbid("serviceentries");
        world.Api.Forbid("egresspolicies");

        AssertUnusable(
            world,
            command,
            $"""
            {world.Api.Address} does not let the current context of {world.KubeConfig} list everything, and half a cluster has no verdict:
              egresspolicies.egressguard.io: egresspolicies.egressguard.io is forbidden
              serviceentries.networking.istio.io: serviceentries.networking.istio.io is forbidden
            Grant it the verb list on these, in all namespaces (a ClusterRole), or use other credentials
            """);
    }

    [Fact]
    public async Task Kinds_beside_the_mesh_concern_the_audit_alone()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.Forbid("pods");
        world.Api.Forbid("jobs");

        AssertUnusable(
            world,
            "audit",
            $"""
            {world.Api.Address} does not let the current context of {world.KubeConfig} list everything, and half a cluster has no verdict:
              jobs.batch: jobs.batch is forbidden
              pods: pods is forbidden
            Grant it the verb list on these, in all namespaces (a ClusterRole), or use other credentials
            """);
        Assert.Equal(0, world.Check(ClusterWorld.ServiceEntry("api", "api.example.com")).ExitCode);
    }

    [Fact]
    public async Task A_server_that_fails()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.FailRequests(1000, 500, "InternalError", "gateways.networking.istio.io");

        AssertUnusable(
            world,
            "audit",
            $"{world.Api.Address} does not list gateways.networking.istio.io: GET /apis/networking.istio.io/v1/gateways: "
            + "500 InternalError: refused: InternalError; try again, and look at the API server if it stays");
    }

    [Fact]
    public async Task What_answers_404_to_everything_is_no_cluster_in_order()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.FailRequests(1000, 404, "NotFound");

        AssertUnusable(
            world,
            "audit",
            $"{world.Api.Address} has no namespaces; this may be no API server: see the address that the current context of {world.KubeConfig} gives");
    }

    [Fact]
    public async Task What_is_no_API_server()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Api.FailRequests(1000, 200, "");

        var run = world.Run("audit");

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"the answer of {world.Api.Address} is not understood: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            $"; this may be no API server: see the address that the current context of {world.KubeConfig} gives\n", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_server_that_nobody_trusted_vouches_for()
    {
        using var authority = new FakeAuthority();
        await using var api = await FakeApiServer.StartAsync(authority.ForServer());
        await using var world = await ClusterWorld.StartAsync();
        var file = world.WriteKubeConfig("untrusted", api.Address);

        var run = CommandLine.Run("audit", "--kubeconfig", file);

        Assert.Equal((2, ""), (run.ExitCode, run.Output));
        Assert.Contains($"no trusted TLS connection to {api.Address}: ", run.Error, StringComparison.Ordinal);
        Assert.EndsWith(
            $"It must show a certificate for 127.0.0.1 from an authority that the system trusts (the current context of {file})\n",
            run.Error,
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_context_that_is_not_there()
    {
        await using var world = await ClusterWorld.StartAsync();

        var run = world.Run("audit", "--kube-context", "prod");

        Assert.Equal((2, "", $"egressguard: {world.KubeConfig}: there is no context 'prod'. Contexts: fake.\n"), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_kubeconfig_without_a_current_context()
    {
        await using var world = await ClusterWorld.StartAsync();
        var text = (await File.ReadAllTextAsync(world.KubeConfig, TestContext.Current.CancellationToken)).Replace("current-context: fake", "", StringComparison.Ordinal);
        var file = world.Files.Write("no-current", text);

        var run = CommandLine.Run("audit", "--kubeconfig", file);
        var named = CommandLine.Run("audit", "--kubeconfig", file, "--kube-context", "fake");

        Assert.Equal(
            $"egressguard: {file}: current-context is not set; pass --kube-context NAME, or set it with kubectl config use-context NAME. Contexts: fake.\n",
            run.Error);
        Assert.Equal((0, ""), (named.ExitCode, named.Error));
    }

    [Fact]
    public async Task The_kubeconfig_is_found_as_kubectl_finds_it()
    {
        await using var world = await ClusterWorld.StartAsync();
        var home = world.Files.Root;
        var pod = new Dictionary<string, string> { ["HOME"] = home, ["KUBERNETES_SERVICE_HOST"] = "192.0.2.1", ["KUBERNETES_SERVICE_PORT"] = "443" };

        var nothing = CommandLine.RunIn(new Dictionary<string, string> { ["HOME"] = home }, "audit");
        var inPod = CommandLine.RunIn(pod, "audit");
        var listed = CommandLine.RunIn(new Dictionary<string, string>(pod) { ["KUBECONFIG"] = world.KubeConfig }, "audit");
        world.Files.Write(".kube/config", await File.ReadAllTextAsync(world.KubeConfig, TestContext.Current.CancellationToken));
        var atHome = CommandLine.RunIn(pod, "audit");

        Assert.Equal(
            (2, $"egressguard: {home}/.kube/config: there is no such file; pass --kubeconfig FILE, or set KUBECONFIG.\n"), (nothing.ExitCode, nothing.Error));
        Assert.Equal(2, inPod.ExitCode);
        Assert.StartsWith("egressguard: /var/run/secrets/kubernetes.io/serviceaccount/ca.crt: ", inPod.Error, StringComparison.Ordinal);
        Assert.Equal((0, ""), (listed.ExitCode, listed.Error));
        Assert.Equal((0, ""), (atHome.ExitCode, atHome.Error));
    }

    [Theory]
    [InlineData("--kubeconfig needs --cluster: without it, no cluster is asked.", "check", "-", "--kubeconfig", "f")]
    [InlineData("--kube-context needs --cluster: without it, no cluster is asked.", "check", "-", "--kube-context", "c")]
    [InlineData(
        "--cluster and --context exclude each other: the mesh is a cluster's, or it is in manifests. (--kube-context names a context of the kubeconfig.)",
        "check", "-", "--cluster", "--context", "prod")]
    public void Options_that_do_not_fit_together_are_wrong_usage(string expected, params string[] args)
    {
        var run = CommandLine.Run(args);

        Assert.Equal((2, "", $"egressguard: {expected}\nTry: egressguard check --help\n"), (run.ExitCode, run.Output, run.Error));
    }

    private static void AssertUnusable(ClusterWorld world, string command, string problem)
    {
        var run = command == "audit" ? world.Run("audit") : world.Check(ClusterWorld.Pod);

        Assert.Equal((2, "", $"egressguard: {problem}\n"), (run.ExitCode, run.Output, run.Error));
    }
}
