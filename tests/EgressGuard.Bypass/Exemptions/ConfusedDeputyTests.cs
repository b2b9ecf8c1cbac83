using EgressGuard.Bypass.Running;

namespace EgressGuard.Bypass.Exemptions;

/// <summary>Class 32: what is judged, or a policy, uses the rights of the guard.</summary>
public sealed class ConfusedDeputyTests
{
    [Fact]
    public async Task A_review_makes_the_guard_read_one_namespace_and_nothing_else()
    {
        await using var guard = await GuardedCluster.StartAsync("--reports", "none");
        await guard.Api.WatchedAsync("egressexemptions");
        var before = guard.Api.Requests.Count;

        await guard.ReviewAsync(Ask.Create(Given.Pod(@namespace: "\"new/../../secrets\"")));
        await guard.ReviewAsync(Ask.Create(Given.Pod(@namespace: "\"new?watch=1#\"")));
        await guard.ReviewAsync(Ask.Create(Given.ServiceEntry("169.254.169.254", @namespace: "other")));

        var asked = guard.Api.Requests.Skip(before)
            .Where(request => request.Query.Length == 0 && request.Method == "GET" && request.Path.StartsWith("/api/v1/", StringComparison.Ordinal))
            .Select(request => request.Path)
            .ToList();
        Assert.NotEmpty(asked);
        Assert.All(asked, path => Assert.StartsWith("/api/v1/namespaces/", path, StringComparison.Ordinal));
        Assert.DoesNotContain(guard.Api.Requests.Skip(before), request => request.Path.Contains("/secrets", StringComparison.Ordinal)
            && !request.Path.StartsWith("/api/v1/namespaces/new%2F", StringComparison.OrdinalIgnoreCase));
        Assert.DoesNotContain(guard.Api.Requests.Skip(before), request =>
            request.Path == "/api/v1/namespaces/new" && request.Query.Contains("watch", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("{webhook: {url: \"https://example.com\"}}")]
    [InlineData("{context: [{apiCall: {urlPath: /api/v1/secrets}}]}")]
    [InlineData("{labels: [{kinds: [Pod], key: a, value: \"{{ request.object }}\", expression: x}]}")]
    public async Task A_policy_holds_no_code_and_no_addresses_to_call(string spec)
    {
        await using var guard = await GuardedCluster.StartAsync();

        await guard.RefusesAsync("EG003", Ask.Create($$"""
            apiVersion: egressguard.io/v1alpha1
            kind: EgressPolicy
            metadata: {name: default}
            spec: {{spec}}
            """));
    }
}
