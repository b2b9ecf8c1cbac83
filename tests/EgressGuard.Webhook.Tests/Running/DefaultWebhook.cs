using EgressGuard.Testing;

[assembly: AssemblyFixture(typeof(EgressGuard.Webhook.Tests.Running.DefaultWebhook))]

namespace EgressGuard.Webhook.Tests.Running;

/// <summary>One webhook without any option, for all tests that need nothing else.</summary>
public sealed class DefaultWebhook : IAsyncLifetime
{
    public WebhookProcess Process { get; private set; } = null!;

    public async ValueTask InitializeAsync() => Process = await WebhookProcess.StartAsync();

    public ValueTask DisposeAsync() => Process.DisposeAsync();
}
