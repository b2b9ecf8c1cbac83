using System.Runtime.ExceptionServices;
using EgressGuard.Yaml;

namespace EgressGuard.Cli.Inputs;

/// <summary>
/// Reads small sources on all cores, and hands out what they hold as if they had been read one after the other: in their order, and with
/// the failure of the first that fails, after everything before it. No more than a batch is read ahead, so that memory stays bounded.
/// </summary>
internal static class ReadAhead
{
    private const int BatchSize = 64;

    /// <summary>Fewer are read before the other cores have woken up.</summary>
    private const int WorthSharing = 8;

    /// <summary>Every manifest of every source, in order.</summary>
    /// <param name="sources">The sources, in order.</param>
    /// <param name="read">Makes of a manifest what is wanted; called on any thread.</param>
    public static IEnumerable<T> InOrder<T>(IEnumerable<InputSource> sources, Func<Manifest, T> read)
    {
        var batch = new List<InputSource>();
        foreach (var source in sources)
        {
            batch.Add(source);
            if (source.IsSmall && batch.Count < BatchSize)
            {
                continue;
            }

            foreach (var item in Read(batch, read))
            {
                yield return item;
            }

            batch.Clear();
        }

        foreach (var item in Read(batch, read))
        {
            yield return item;
        }
    }

    private static IEnumerable<T> Read<T>(List<InputSource> batch, Func<Manifest, T> read)
    {
        // Only the last can be large, because it ends its batch. It is read as it is asked for.
        var small = batch.Count > 0 && !batch[^1].IsSmall ? batch.Count - 1 : batch.Count;
        var first = 0;
        if (small >= WorthSharing)
        {
            foreach (var item in Together(batch, small, read))
            {
                yield return item;
            }

            first = small;
        }

        for (; first < batch.Count; first++)
        {
            foreach (var manifest in batch[first].Read())
            {
                yield return read(manifest);
            }
        }
    }

    private static IEnumerable<T> Together<T>(List<InputSource> batch, int count, Func<Manifest, T> read)
    {
        var items = new List<T>[count];
        var failures = new ExceptionDispatchInfo?[count];
        Parallel.For(0, count, index =>
        {
            items[index] = [];
            try
            {
                items[index].AddRange(batch[index].Read().Select(read));
            }
            catch (Exception exception) when (exception is not OutOfMemoryException)
            {
                failures[index] = ExceptionDispatchInfo.Capture(exception);
            }
        });
        for (var index = 0; index < count; index++)
        {
            foreach (var item in items[index])
            {
                yield return item;
            }

            failures[index]?.Throw();
        }
    }
}
