using System.Globalization;
using System.Text.Json;
using System.Xml.Linq;
using EgressGuard.Cli.Tests.Doors;

namespace EgressGuard.Cli.Tests.Clusters;

/// <summary>What <c>audit</c> judges, and what it says of it.</summary>
public sealed class AuditCommandTests
{
    [Fact]
    public async Task A_cluster_in_order_is_clean()
    {
        await using var world = await ClusterWorld.StartAsync();

        var run = world.Run("audit");

        Assert.Equal((0, "2 objects judged: 2 allowed, 0 warned, 0 denied; 0 findings.\n", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task Objects_of_every_kind_are_judged_as_they_stand_and_have_no_line()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);
        world.Put(ClusterWorld.Pod.Replace("\"hostNetwork\":true,", "", StringComparison.Ordinal)
            .Replace("legacy-batch-1", "unlabelled", StringComparison.Ordinal)
            .Replace("\"labels\":{\"egressguard.io/egress\":\"gateway\"}", "\"labels\":{}", StringComparison.Ordinal));
        world.PutServiceEntry("api", "api.example.com");

        var run = world.Run("audit");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            Pod shop/legacy-batch-1
              deny  EG302 host-network  /spec/hostNetwork
                hostNetwork is 'true', and Istio never injects a sidecar into such a pod. Its connections leave directly, with the address of the node.
                Fix: Remove hostNetwork; a container that must be reached on the node's address can use hostPort.

            Pod shop/unlabelled
              deny  EG307 required-label  /metadata/labels
                Label egressguard.io/egress is missing, and the policy asks for 'gateway'. What keeps traffic on the egress gateway goes by this label.
                Fix: Set the label egressguard.io/egress to 'gateway'; the mutating webhook does so where it is called.

            ServiceEntry shop/api
              warn  EG901 egress-path-direct  /spec/ports/0
                curl from shop to api.example.com:443 leaves directly: ServiceEntry shop/api declares 443/TLS, and no VirtualService leads it to the egress gateway.
                Fix: Lead api.example.com:443 to istio-egressgateway.istio-system.svc.cluster.local with a VirtualService bound to mesh; 'egressguard scaffold --host api.example.com --port 443 --namespace shop' writes the whole set.

            5 objects judged: 2 allowed, 1 warned, 2 denied; 3 findings.

            """,
            run.Output);
    }

    [Fact]
    public async Task Programs_get_the_fields_of_check_with_line_0()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);

        var run = world.Run("audit", "-o", "json");

        using var report = JsonDocument.Parse(run.Output);
        Assert.Equal(
            """{"objects":3,"allowed":2,"warned":0,"denied":1,"findings":1,"notJudged":0}""",
            JsonSerializer.Serialize(report.RootElement.GetProperty("summary")));
        var pod = report.RootElement.GetProperty("objects").EnumerateArray().Single(item => item.GetProperty("kind").GetString() == "Pod");
        Assert.Equal(("cluster", 0), (pod.GetProperty("source").GetString(), pod.GetProperty("line").GetInt32()));
        var finding = Assert.Single(pod.GetProperty("findings").EnumerateArray());
        Assert.Equal(
            ("EG302", "/spec/hostNetwork", 0, 0),
            (finding.GetProperty("rule").GetString(), finding.GetProperty("pointer").GetString(),
                finding.GetProperty("line").GetInt32(), finding.GetProperty("column").GetInt32()));
    }

    [Fact]
    public async Task Formats_for_files_name_no_file_that_does_not_exist()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);

        var sarif = world.Run("audit", "-o", "sarif");
        var junit = XElement.Parse(world.Run("audit", "-o", "junit").Output);
        var github = world.Run("audit", "-o", "github");

        using var log = JsonDocument.Parse(sarif.Output);
        var result = Assert.Single(log.RootElement.GetProperty("runs")[0].GetProperty("results").EnumerateArray());
        var location = Assert.Single(result.GetProperty("locations").EnumerateArray());
        Assert.False(location.TryGetProperty("physicalLocation", out _));
        Assert.Equal("Pod shop/legacy-batch-1", location.GetProperty("logicalLocations")[0].GetProperty("fullyQualifiedName").GetString());
        Assert.Equal("egressguard audit", (string?)junit.Attribute("name"));
        Assert.Equal("cluster", (string?)Assert.Single(junit.Elements("testsuite")).Attribute("name"));
        Assert.All(junit.Descendants("testcase"), item => Assert.Null(item.Attribute("file")));
        Assert.StartsWith(
            "/spec/hostNetwork: deny: EG302 host-network: ", Assert.Single(junit.Descendants("failure")).Value, StringComparison.Ordinal);
        Assert.StartsWith("::error title=EG302 host-network::Pod shop/legacy-batch-1: ", github.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_ended_or_is_owned_is_passed_over()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod.TrimEnd()[..^1] + ""","status":{"phase":"Succeeded"}}""");
        world.Put(Workload("apps/v1", "ReplicaSet", "true"));
        world.Put(Workload("batch/v1", "Job", "true"));
        world.Put("""{"apiVersion":"v1","kind":"Endpoints","metadata":{"name":"kubernetes","namespace":"default"},"subsets":[{"addresses":[{"ip":"203.0.113.7"}],"ports":[{"port":443}]}]}""");

        Assert.Equal("2 objects judged: 2 allowed, 0 warned, 0 denied; 0 findings.\n", world.Run("audit").Output);

        world.Put(Workload("apps/v1", "ReplicaSet", "false"));

        Assert.Contains("ReplicaSet shop/legacy\n  deny  EG302 ", world.Run("audit").Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pods_are_read_in_pages_and_once_more_when_the_pages_expire()
    {
        await using var world = await ClusterWorld.StartAsync();
        for (var i = 0; i < 250; i++)
        {
            world.Put(ClusterWorld.Pod.Replace("batch-1", $"batch-{i.ToString(CultureInfo.InvariantCulture)}", StringComparison.Ordinal));
        }

        world.Api.ClearRequests();
        var whole = world.Run("audit", "-o", "json");
        var pages = world.Api.Requests.Count(request => request.Path == "/api/v1/pods");
        world.Api.ExpireContinue("pods");
        var expired = world.Run("audit", "-o", "json");

        Assert.Equal(3, pages);
        Assert.Contains("\"objects\": 252,\n    \"allowed\": 2,\n    \"warned\": 0,\n    \"denied\": 250,", whole.Output, StringComparison.Ordinal);
        Assert.Equal(whole.Output, expired.Output);
    }

    [Fact]
    public async Task Kinds_that_are_not_installed_are_absent()
    {
        await using var world = await ClusterWorld.StartAsync();
        foreach (var type in ClusterWorld.Types.Select(type => type.ToString()).Where(type => type.Contains('.', StringComparison.Ordinal)).Distinct())
        {
            world.Api.DropCrd(type);
        }

        world.Put(ClusterWorld.Pod);
        var run = world.Run("audit");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("3 objects judged: 2 allowed, 0 warned, 1 denied; 1 finding.\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clusters_policy_counts_unless_a_file_is_given()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);
        world.PutPolicy("""{"enforcement":"Enforce"}""", "other");
        world.PutPolicy("""{"rules":{"EG302":{"action":"Warn"} } }""");

        Assert.Equal(0, world.Run("audit").ExitCode);
        Assert.Equal(1, world.Run("audit", "--fail-on", "warn").ExitCode);
        Assert.Equal(1, world.Run("audit", "--policy", world.Files.Write("policy.yaml", CommandLine.Run("policy", "default").Output)).ExitCode);
    }

    [Fact]
    public async Task An_invalid_policy_of_the_cluster_is_no_policy_at_all()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.PutPolicy("""{"enforcment":"Warn"}""");
        const string Expected = """
            egressguard: the cluster's EgressPolicy 'default' is invalid; mend it, or give a valid one with --policy:
            /spec/enforcment: unknown field 'enforcment'; did you mean 'enforcement'?

            """;

        var audit = world.Run("audit");
        var check = world.Check(ClusterWorld.Pod);
        var given = world.Run("audit", "--policy", world.Files.Write("policy.yaml", CommandLine.Run("policy", "default").Output));

        Assert.Equal((2, "", Expected), (audit.ExitCode, audit.Output, audit.Error));
        Assert.Equal((2, "", Expected), (check.ExitCode, check.Output, check.Error));
        Assert.Equal(1, given.ExitCode);
        Assert.StartsWith("EgressPolicy default\n  deny  EG003 invalid-policy  /spec/enforcment\n", given.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_clusters_exemptions_count_and_files_are_laid_over_them()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);
        world.Put(ClusterWorld.Exemption());

        var run = world.Run("audit");
        var over = world.Run(
            "audit",
            "--exemptions",
            world.Files.Write("e.yaml", ClusterWorld.Exemption().Replace("\"legacy-batch-*\"", "\"other-*\"", StringComparison.Ordinal)));

        Assert.Equal(
            """
            Found, and exempted for now:
              Pod shop/legacy-batch-1: EG302 by 'legacy-batch' until 2026-12-31T00:00:00Z

            4 objects judged: 4 allowed, 0 warned, 0 denied; 0 findings.

            """,
            run.Output);
        Assert.Equal(0, run.ExitCode);
        Assert.Equal(1, over.ExitCode);
    }

    [Fact]
    public async Task An_invalid_exemption_is_a_finding_and_exempts_nothing()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.Pod);
        world.Put(ClusterWorld.Exemption(""","ticket":7"""));

        var run = world.Run("audit");
        var check = world.Check(ClusterWorld.Pod);

        Assert.StartsWith("EgressExemption legacy-batch\n  deny  EG004 invalid-exemption  /spec/ticket\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("EG302 ", run.Output, StringComparison.Ordinal);
        Assert.Equal(1, check.ExitCode);
        Assert.Equal(
            "egressguard: the cluster's EgressExemption 'legacy-batch' is invalid and exempts nothing: /spec/ticket: "
            + "this must be a string, but it is a number; put it in quotes\n",
            check.Error);
    }

    [Fact]
    public async Task What_cannot_be_read_is_a_finding()
    {
        await using var world = await ClusterWorld.StartAsync();
        world.Put(ClusterWorld.ServiceEntry("broken", "api.example.com").Replace("\"DNS\"", "\"LATER\"", StringComparison.Ordinal));
        world.Put(ClusterWorld.Pod.Replace("\"hostNetwork\":true", "\"hostNetwork\":7", StringComparison.Ordinal));

        var run = world.Run("audit");
        var check = world.Check(ClusterWorld.ServiceEntry("other", "www.example.com"));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("Pod shop/legacy-batch-1\n  deny  EG001 malformed-object  /spec/hostNetwork\n", run.Output, StringComparison.Ordinal);
        Assert.Contains("ServiceEntry shop/broken\n  deny  EG001 malformed-object  /spec/resolution\n", run.Output, StringComparison.Ordinal);
        Assert.Equal(0, check.ExitCode);
        Assert.Equal(
            "egressguard: ServiceEntry shop/broken of the cluster cannot be read and is left out: /spec/resolution: "
            + "'LATER' is not a resolution that Istio knows (NONE, STATIC, DNS, DNS_ROUND_ROBIN, DYNAMIC_DNS)\n",
            check.Error);
    }

    [Fact]
    public void The_permissions_that_it_needs_are_written_down()
    {
        var text = File.ReadAllText(Path.Combine(Corpus.Root, "docs", "cluster.md"));

        Assert.All(ClusterWorld.Types.SelectMany(type => type.Versions), type => Assert.Contains(type.Plural, text, StringComparison.Ordinal));
    }

    private static string Workload(string apiVersion, string kind, string isController) => $$$"""
        {"apiVersion":"{{{apiVersion}}}","kind":"{{{kind}}}","metadata":{"name":"legacy","namespace":"shop",
        "ownerReferences":[{"apiVersion":"v1","kind":"Owner","name":"owner","uid":"1","controller":{{{isController}}}}]},
        "spec":{"template":{"metadata":{"labels":{"egressguard.io/egress":"gateway"}},
        "spec":{"hostNetwork":true,"containers":[{"name":"app","image":"registry.example.com/app:1.0.0"}]} } } }
        """;
}
