using EgressGuard.Bypass.Running;
using EgressGuard.Webhook.Tests.Running;

namespace EgressGuard.Bypass.ApiSurface;

/// <summary>Class 12: a text that the command line, the webhook and the API server read differently.</summary>
public sealed class ParserTests(SharedCluster shared)
{
    [Theory]
    [InlineData("\"resolution\":\"DNS\",\"resolution\":\"NONE\"")]
    [InlineData("\"resolution\":\"DNS\",\"res\\u006flution\":\"NONE\"")]
    [InlineData("\"resolution\":\"NONE\",\"resolution\":\"DNS\"")]
    public Task A_member_that_stands_twice_is_refused(string members)
    {
        var entry = Given.ServiceEntry();
        var raw = entry.ToJsonString().Replace("\"resolution\":\"DNS\"", members, StringComparison.Ordinal);
        return shared.Guard.RefusesAsync("EG001", Ask.Create(entry) with { RawObject = raw });
    }

    [Fact]
    public async Task A_kind_that_is_not_the_requests_is_refused()
    {
        var pod = Given.PodWith("hostNetwork: true");
        await shared.Guard.RefusesAsync("EG001", Ask.Create(pod) with { RawObject = Given.ServiceEntry().ToJsonString() });
        await shared.Guard.RefusesAsync("EG001", Ask.Create(pod) with { RawObject = "null" });
        await shared.Guard.RefusesAsync("EG001", Ask.Create(pod) with { RawObject = "[]" });
    }

    [Theory]
    [InlineData("a key twice", "resolution: DNS\n  resolution: NONE", "EG002")]
    [InlineData("an alias", "resolution: &none NONE\n  location: MESH_EXTERNAL\n  endpoints: []", "EG103")]
    [InlineData("a tag", "resolution: !!str NONE", "EG103")]
    [InlineData("another case", "resolution: none", "EG001")]
    public async Task The_command_line_refuses_what_would_be_read_as_open(string what, string lines, string rule)
    {
        using var directory = new TemporaryDirectory();
        var file = directory.Write("entry.yaml", Entry(lines));

        var run = await CommandLineProcess.RunAsync("check", file, "--context", Mesh(directory));

        Assert.True(run.ExitCode == 1, $"{what}: {run.Output}{run.Error}");
        Assert.Contains(rule, run.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_command_line_judges_every_document_and_every_item_of_a_list()
    {
        using var directory = new TemporaryDirectory();
        var open = Entry("resolution: NONE").ReplaceLineEndings("\n");
        var items = string.Concat(open.TrimEnd('\n').Split('\n').Select((line, index) => (index == 0 ? "- " : "  ") + line + "\n"));
        var file = directory.Write("all.yaml", Entry("resolution: DNS") + "---\n" + open + "---\napiVersion: v1\nkind: List\nitems:\n" + items);

        var run = await CommandLineProcess.RunAsync("check", file, "--context", Mesh(directory));

        Assert.Equal(1, run.ExitCode);
        Assert.Contains("3 objects judged: ", run.Output, StringComparison.Ordinal);
        Assert.Equal(2, run.Output.Split("EG103 ").Length - 1);
    }

    /// <summary>A mesh in which nothing leads to the gateway.</summary>
    private static string Mesh(TemporaryDirectory directory) => directory.Write("mesh.yaml", "apiVersion: v1\nkind: Namespace\nmetadata: {name: shop}\n");

    private static string Entry(string lines) => $$"""
        apiVersion: networking.istio.io/v1
        kind: ServiceEntry
        metadata: {name: api, namespace: shop}
        spec:
          hosts: [api.example.com]
          exportTo: [".", istio-system]
          ports: [{number: 443, name: tls, protocol: TLS}]
          {{lines}}

        """;
}
