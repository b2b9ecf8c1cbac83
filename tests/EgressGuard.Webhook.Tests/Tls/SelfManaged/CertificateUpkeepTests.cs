using EgressGuard.Kubernetes.Api;
using EgressGuard.Webhook.Tls.SelfManaged;

namespace EgressGuard.Webhook.Tests.Tls.SelfManaged;

/// <summary>Replicas that share a Secret: what they write, in which order, and what becomes of what others do to it.</summary>
public sealed class CertificateUpkeepTests
{
    [Fact]
    public async Task The_first_look_makes_stores_trusts_and_serves()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replica = world.NewReplica();

        await replica.LookAsync();

        Assert.Equal("kubernetes.io/tls", (string?)world.Stored!["type"]);
        Assert.Equal(["ca.crt", "ca.key", "tls.crt", "tls.key"], world.Stored["data"]!.AsObject().Select(entry => entry.Key).Order());
        Assert.Equal(world.Data("ca.crt"), world.Bundle);
        Assert.Equal(world.Data("tls.crt"), replica.Store.Current.Leaf.ExportCertificatePem() + "\n");
        Assert.Null(replica.Status.Obstacle);
        Assert.Equal((1, 1, 2), (replica.Status.Certificates, replica.Status.Authorities, replica.Status.Patches));

        // Nothing to do: nothing is written.
        world.Cluster.ClearRequests();
        await replica.LookAsync();
        Assert.All(world.Cluster.Requests, request => Assert.Equal("GET", request.Method));
    }

    [Fact]
    public async Task Replicas_that_start_together_end_with_one_certificate()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replicas = Enumerable.Range(0, 5).Select(_ => world.NewReplica()).ToArray();

        await Task.WhenAll(replicas.Select(replica => replica.LookAsync()));

        Assert.Single(replicas.Select(replica => replica.Thumbprint).Distinct());
        Assert.Equal(1, replicas.Sum(replica => replica.Status.Authorities));
        Assert.Equal(world.Data("ca.crt"), world.Bundle);
    }

    [Fact]
    public async Task Replicas_that_renew_together_end_with_one_certificate()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replicas = Enumerable.Range(0, 5).Select(_ => world.NewReplica()).ToArray();
        await Task.WhenAll(replicas.Select(replica => replica.LookAsync()));
        var (first, authority) = (replicas[0].Thumbprint, world.Bundle);

        world.Time.Advance(TimeSpan.FromDays(61));
        await Task.WhenAll(replicas.Select(replica => replica.LookAsync()));

        Assert.NotEqual(first, Assert.Single(replicas.Select(replica => replica.Thumbprint).Distinct()));
        Assert.Equal(2, replicas.Sum(replica => replica.Status.Certificates));
        Assert.Equal(authority, world.Bundle);
    }

    [Fact]
    public async Task A_rotation_publishes_waits_serves_and_drops_in_this_order()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var (one, other) = (world.NewReplica(), world.NewReplica());
        await one.LookAsync();
        await other.LookAsync();
        var (first, old) = (one.Thumbprint, world.Data("ca.crt")!);

        world.Annotate(ServingSecret.Rotate, "ca");
        await other.LookAsync();
        var next = world.Data("ca-next.crt")!;
        Assert.Equal(old + next, world.Bundle);
        Assert.Null(world.Stored!["metadata"]!["annotations"]![ServingSecret.Rotate]);

        world.Time.Advance(TimeSpan.FromMinutes(9));
        await one.LookAsync();
        Assert.Equal(first, one.Thumbprint);

        // Somebody's GitOps puts the old bundle back: the wait begins again.
        UpkeepWorld.PutConfiguration(world.Cluster, "MutatingWebhookConfiguration");
        world.Time.Advance(TimeSpan.FromSeconds(59));
        await one.LookAsync();
        Assert.Equal(old + next, world.Bundle);
        world.Time.Advance(TimeSpan.FromMinutes(9));
        await one.LookAsync();
        Assert.Equal(first, one.Thumbprint);

        world.Time.Advance(TimeSpan.FromMinutes(2));
        await one.LookAsync();
        Assert.NotEqual(first, one.Thumbprint);
        Assert.Equal(next, world.Data("ca.crt"));
        Assert.Equal((old, null, null), (world.Data("ca-previous.crt"), world.Data("ca-next.crt"), world.Data("ca-next.key")));
        Assert.Equal(next + old, world.Bundle);
        Assert.Equal(first, other.Thumbprint); // it has not heard of it, and is still trusted
        await other.LookAsync();
        Assert.Equal(one.Thumbprint, other.Thumbprint);

        world.Time.Advance(TimeSpan.FromDays(90));
        await other.LookAsync();
        Assert.Equal(next, world.Bundle);
        Assert.Null(world.Data("ca-previous.crt"));
    }

    [Fact]
    public async Task A_replica_that_was_held_up_does_not_bring_an_old_bundle_back()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var fast = world.NewReplica();
        await fast.LookAsync();
        UpkeepWorld.PutConfiguration(world.Cluster, "ValidatingWebhookConfiguration"); // so that there is something to write
        var held = new HeldApi(fast.Client);
        var slow = world.NewReplica(held);

        var looking = slow.LookAsync();
        await held.IsPatching.WaitAsync(TimeSpan.FromSeconds(20), TestContext.Current.CancellationToken);
        world.Annotate(ServingSecret.Rotate, "ca");
        await fast.LookAsync();
        var bundle = world.Bundle;
        held.Release();
        await looking;

        Assert.Equal(world.Data("ca.crt") + world.Data("ca-next.crt"), bundle);
        Assert.Equal(bundle, world.Bundle);
    }

    [Fact]
    public async Task A_deleted_Secret_is_written_again_with_what_is_served()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replica = world.NewReplica();
        await replica.LookAsync();
        var (certificate, authority) = (world.Data("tls.crt"), world.Data("ca.key"));

        world.Cluster.Delete("secrets", UpkeepWorld.Namespace, UpkeepWorld.Secret);
        await replica.LookAsync();

        Assert.Equal((certificate, authority), (world.Data("tls.crt"), world.Data("ca.key")));
        Assert.Contains(replica.Log, line => line.StartsWith("Warning The Secret egressguard-system/egressguard-serving was deleted", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Whoever_is_trusted_stays_so_when_nothing_is_stored()
    {
        await using var world = await UpkeepWorld.StartAsync();
        await world.NewReplica().LookAsync();
        var old = world.Bundle;
        world.Cluster.Delete("secrets", UpkeepWorld.Namespace, UpkeepWorld.Secret);

        await world.NewReplica().LookAsync();

        Assert.Equal(world.Data("ca.crt") + old, world.Bundle);
        Assert.NotEqual(world.Data("ca.crt"), old);
    }

    [Theory]
    [InlineData("tls.crt", "not a certificate")]
    [InlineData("tls.key", "not a key")]
    public async Task What_cannot_be_read_is_made_anew_and_the_rest_is_kept(string key, string value)
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replica = world.NewReplica();
        await replica.LookAsync();
        var (first, authority) = (replica.Thumbprint, world.Bundle);
        var secret = world.Stored!;
        secret["data"]![key] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes(value));
        secret["metadata"]!["labels"]!["team"] = "platform";
        world.Cluster.Put(secret);

        await replica.LookAsync();

        Assert.NotEqual(first, replica.Thumbprint);
        Assert.Equal(authority, world.Bundle);
        Assert.Equal("platform", (string?)world.Stored!["metadata"]!["labels"]!["team"]);
    }

    [Fact]
    public async Task What_may_not_be_written_keeps_the_replica_from_being_ready_and_says_so()
    {
        await using var world = await UpkeepWorld.StartAsync();
        var replica = world.NewReplica();
        world.Cluster.Forbid("validatingwebhookconfigurations");

        var exception = await Assert.ThrowsAsync<ApiException>(replica.LookAsync);

        Assert.True(exception.Error.IsForbidden);
        Assert.NotNull(replica.Status.Obstacle);
        world.Cluster.Allow("validatingwebhookconfigurations");
        await replica.LookAsync();
        Assert.Null(replica.Status.Obstacle);
    }

    [Fact]
    public async Task A_configuration_that_comes_later_is_given_the_bundle()
    {
        await using var world = await UpkeepWorld.StartAsync();
        world.Cluster.Delete("mutatingwebhookconfigurations", "", "egressguard-mutating");
        var replica = world.NewReplica();
        await replica.LookAsync();
        Assert.Null(replica.Status.Obstacle);

        UpkeepWorld.PutConfiguration(world.Cluster, "MutatingWebhookConfiguration");
        await replica.LookAsync();

        Assert.Equal(world.Data("ca.crt"), world.Bundle);
    }
}
