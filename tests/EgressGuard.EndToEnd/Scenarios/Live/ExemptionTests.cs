using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd.Scenarios.Live;

/// <summary>An exemption counts as soon as it is there, and no longer than it says.</summary>
public sealed class ExemptionTests(World world) : LiveScenario(world)
{
    private static readonly TimeSpan Lifetime = TimeSpan.FromSeconds(12);

    private ObjectRef Reference => new("", Namespace);

    public override async ValueTask DisposeAsync()
    {
        if (Namespace.Length > 0)
        {
            await Kube.DeleteAsync(Types.Exemption, Reference);
        }

        await base.DisposeAsync();
    }

    [Fact]
    public async Task It_lets_its_subject_past_until_it_is_deleted()
    {
        var entry = Samples.OpenServiceEntry(Namespace);
        await RefusedAsync("before there is an exemption", entry, "EG102");

        await CreateAsync(Samples.Exemption(Namespace, Namespace, DateTimeOffset.UtcNow.AddHours(1)));
        await AdmittedAsync("with the exemption", entry);
        await RefusedAsync("although the exemption is for another", Samples.OpenServiceEntry(Namespace, "other"), "EG102");

        await Kube.DeleteAsync(Types.Exemption, Reference);
        await RefusedAsync("after the exemption was deleted", entry, "EG102");
    }

    [Fact]
    public async Task It_lets_nothing_past_after_it_expired()
    {
        var entry = Samples.OpenServiceEntry(Namespace);
        var now = DateTimeOffset.UtcNow;
        var expires = now.AddTicks(-(now.Ticks % TimeSpan.TicksPerSecond)) + Lifetime;
        await CreateAsync(Samples.Exemption(Namespace, Namespace, expires));

        await AdmittedAsync("before the exemption expires", entry, Lifetime);
        await RefusedAsync("after the exemption expired", entry, "EG102", Lifetime + Seconds);

        Assert.True(DateTimeOffset.UtcNow >= expires, "It was refused before the exemption expired.");
    }
}
