using System.Text.Json;
using EgressGuard.Cli.Tests.Doors;
using EgressGuard.Cli.Tests.Paths;

namespace EgressGuard.Cli.Tests.Maps;

public sealed class MapCommandTests
{
    private static readonly string Compliant = Path.Combine(Corpus.Root, "deploy", "samples", "compliant");

    public static TheoryData<string> Sets { get; } = [.. Directory.EnumerateDirectories(Compliant).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Sets))]
    public void The_compliant_samples_go_through_the_gateway_except_for_ports_that_are_the_gateways_own(string set)
    {
        var run = CommandLine.Run("map", set, "-o", "json");
        using var json = JsonDocument.Parse(run.Output);
        var paths = json.RootElement.GetProperty("hosts").EnumerateArray().SelectMany(host => host.GetProperty("paths").EnumerateArray()).ToList();

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.NotEmpty(paths);
        Assert.All(paths, path => Assert.Equal(
            IsForTheGatewayOnly(path) ? "Blocked" : "ViaGateway", path.GetProperty("outcome").GetString()));
        Assert.All(paths, path => Assert.Equal(0, ExplainAgain(path, set)));
    }

    [Fact]
    public void All_of_them_together_do_not_get_in_each_others_way()
    {
        var run = CommandLine.Run("map", "-R", Compliant);

        Assert.Equal((0, ""), (run.ExitCode, run.Error));
        Assert.EndsWith("; nothing leaves directly\n", run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void A_direct_path_is_exit_code_1_and_how_to_ask_why()
    {
        var run = CommandLine.RunWith(PathManifests.Direct, "map", "-");

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.Equal(
            """
            HOST             PORT  PROTOCOL    NAMESPACES
            api.example.com   443  TLS       ! leaves directly: shop

            1 host, 1 namespace; 1 way leaves directly
            Why: egressguard explain --from shop --host api.example.com --port 443, with the same policy and paths.

            """,
            run.Output);
    }

    [Theory]
    [InlineData("mermaid", "flowchart LR\n  n0[\"shop\"]\n  h0([\"api.example.com\"])\n  n0 ==>|\"443\"| h0\n")]
    [InlineData("dot", "digraph egress {\n")]
    [InlineData("json", "{\n  \"version\": 1,\n")]
    public void The_formats(string format, string beginning)
    {
        var run = CommandLine.RunWith(PathManifests.Direct, "map", "-", "-o", format);

        Assert.Equal((1, ""), (run.ExitCode, run.Error));
        Assert.StartsWith(beginning, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void An_input_without_objects_is_said_to_be_one()
    {
        var run = CommandLine.RunWith("", "map", "-");

        Assert.Equal(0, run.ExitCode);
        Assert.Equal("egressguard: no object that could decide about a path was found in the input\n", run.Error);
        Assert.StartsWith("0 hosts, 0 namespaces; nothing leaves directly\n", run.Output, StringComparison.Ordinal);
    }

    /// <summary>The ports that two sets declare for the gateway's use; clients that dial them get no further than the gateway.</summary>
    private static bool IsForTheGatewayOnly(JsonElement path) =>
        path.GetProperty("port").GetInt32() == 443
        && path.GetProperty("host").GetString() is "api.deepl.com" or "transfers.bank.example.com";

    private static int ExplainAgain(JsonElement path, string set) => CommandLine.Run(
        "explain",
        "--from",
        path.GetProperty("namespace").GetString()!,
        "--host",
        path.GetProperty("host").GetString()!,
        "--port",
        path.GetProperty("port").GetRawText(),
        set).ExitCode;
}
