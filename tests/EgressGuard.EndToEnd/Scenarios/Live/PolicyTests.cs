using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;
using EgressGuard.EndToEnd.Cluster;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>The EgressPolicy called <c>default</c> counts as soon as it is there, and a wrong one never does.</summary>
public sealed class PolicyTests(World world) : LiveScenario(world)
{
    private const string Good = """{"rules":{"EG102":{"action":"Warn"}}}""";
    private const string Invalid = """{"rules":{"EG102":{"action":"Deny"},"EG999":{"action":"Warn"}}}""";

    private static readonly ObjectRef Default = new("", "default");

    private bool _isOurs;

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        var answer = await Kube.GetAsync(Types.Policy, Default);
        Assert.SkipWhen(answer.IsSuccess, "The cluster has an EgressPolicy called 'default', which is not the tests' to change.");
        _isOurs = true;
    }

    public override async ValueTask DisposeAsync()
    {
        if (_isOurs)
        {
            await Kube.DeleteAsync(Types.Policy, Default);
            await RefusedAsync("without a policy", Samples.OpenServiceEntry(Namespace), "EG102");
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task A_change_counts_within_seconds()
    {
        await CreateGoodAsync();

        var answer = await Kube.CreateAsync(Samples.OpenServiceEntry(Namespace), KubeClient.DryRun);
        Assert.Contains(answer.Warnings, warning => warning.Contains("EG102", StringComparison.Ordinal));

        var deny = await Kube.ApplyAsync(Samples.Policy("default", """{"rules":{"EG102":{"action":"Deny"}}}"""));
        Assert.True(deny.IsSuccess, deny.ToString());
        await RefusedAsync("after the policy was changed", Samples.OpenServiceEntry(Namespace), "EG102");
    }

    [Fact]
    public async Task An_invalid_one_is_refused_with_the_place()
    {
        await CreateGoodAsync();

        var refused = await Kube.ApplyAsync(Samples.Policy("default", Invalid));

        Assert.True(refused.IsDenied, refused.ToString());
        Assert.Contains("EG999", refused.Message, StringComparison.Ordinal);
        await AdmittedAsync("by the policy that stayed", Samples.OpenServiceEntry(Namespace));
    }

    [Fact]
    public async Task An_invalid_one_that_got_in_unseen_does_not_replace_the_good_one()
    {
        await CreateGoodAsync();

        await World.Configurations.RemoveAsync();
        try
        {
            await Wait.ForAsync("the API server to take an invalid policy while there is no webhook", async () =>
            {
                var answer = await Kube.ApplyAsync(Samples.Policy("default", Invalid));
                return (answer.IsSuccess, answer.ToString());
            });
        }
        finally
        {
            await World.Configurations.InstallAsync();
            await World.WaitUntilGuardedAsync();
        }

        await Wait.ForAsync("the webhook to say that it refused the policy", () =>
            Task.FromResult((World.Guard.Lines.Any(line => line.Contains("EG999", StringComparison.Ordinal)), World.Guard.Tails())));
        await AdmittedAsync("by the good policy that stayed", Samples.OpenServiceEntry(Namespace));
    }

    private async Task CreateGoodAsync()
    {
        await CreateAsync(Samples.Policy("default", Good));
        await AdmittedAsync("by the policy", Samples.OpenServiceEntry(Namespace));
    }
}
