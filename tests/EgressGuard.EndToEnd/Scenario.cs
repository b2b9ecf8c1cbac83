using EgressGuard.Core.Model;
using EgressGuard.EndToEnd.Client;

namespace EgressGuard.EndToEnd;

/// <summary>A test in a namespace of its own. It is skipped where there is no cluster, and prints the logs when it fails.</summary>
public abstract class Scenario(World world) : IAsyncLifetime
{
    private protected World World => world;

    private protected KubeClient Kube => world.Kube;

    private protected string Namespace { get; private set; } = "";

    public virtual async ValueTask InitializeAsync()
    {
        world.RequireCluster();
        Namespace = await world.CreateNamespaceAsync();
    }

    public virtual ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (TestContext.Current.TestState?.Result == TestResult.Failed && Namespace.Length > 0)
        {
            TestContext.Current.TestOutputHelper?.WriteLine(world.Logs());
        }

        return default;
    }

    private protected ObjectRef In(string name) => new(Namespace, name);
}
