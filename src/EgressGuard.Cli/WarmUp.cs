using EgressGuard.Core.Model;

namespace EgressGuard.Cli;

/// <summary>
/// Reads a small object of no importance while the command line and the first file are read. To load the code that reads objects takes
/// the runtime longer than to run it on one file: what a second core has loaded by then, nobody waits for.
/// </summary>
internal static class WarmUp
{
    // No more than that: two threads that load the same code at the same time wait for each other.
    private static ReadOnlySpan<byte> Sample =>
        """{"apiVersion":"v1","kind":"ServiceEntry","metadata":{"name":"a","labels":{"a":"a"}},"spec":{"hosts":["a.example.com"],"ports":[{"number":1}]}}"""u8;

    /// <summary>Starts it, if there is a core for it and the command reads objects.</summary>
    public static void Start(string[] args)
    {
        if (args is ["check" or "explain" or "map", ..] && Environment.ProcessorCount > 1)
        {
            new Thread(static () => KubeObjectReader.Read(ObjectKind.ServiceEntry, Sample, out _)) { IsBackground = true, Name = "warm-up" }.Start();
        }
    }
}
