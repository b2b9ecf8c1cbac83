using System.Text.Json.Nodes;
using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Scope;

/// <summary>Class 20: a name that is still to be generated, against exemptions and rules that go by names.</summary>
public sealed class GeneratedNameTests(SharedCluster shared)
{
    [Theory]
    [InlineData("legacy-")]
    [InlineData("legacy-batch")]
    [InlineData("exact-1")]
    [InlineData("x-legacy-batch-")]
    [InlineData("")]
    public Task An_exemption_does_not_cover_a_name_that_may_come_out_otherwise(string prefix) =>
        shared.Guard.RefusesAsync("EG302", Ask.Create(Generated(prefix)));

    [Fact]
    public async Task It_covers_a_name_that_fits_whatever_comes_of_it()
    {
        var answer = await shared.Guard.AllowsAsync(Ask.Create(Generated("legacy-batch-")));

        Assert.Equal("EG302/legacy-batch", answer.AuditAnnotations["exempted"]);
    }

    [Fact]
    public Task A_name_is_no_star() => shared.Guard.RefusesAsync("EG302", Ask.Create(Given.PodWith("hostNetwork: true", "\"*\"")));

    private static JsonObject Generated(string prefix) => Given.PodWith("hostNetwork: true").With(pod =>
    {
        var metadata = pod["metadata"]!.AsObject();
        metadata.Remove("name");
        metadata["generateName"] = prefix;
    });
}
