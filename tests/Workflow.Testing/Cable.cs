using System.Net.Sockets;

namespace Workflow.Testing;

/// <summary>
/// A loopback address behind which a real server is, until the cable is cut (connections break, new ones are refused) or made to hang
/// (connections stay, nothing passes). Mended, it is the same address.
/// </summary>
public sealed class Cable : IDisposable
{
    private readonly string _host;
    private readonly int _port;
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private TaskCompletionSource _passes = new();
    private TcpListener? _listener;

    /// <summary>Lays a cable to a server; it is whole.</summary>
    /// <param name="host">Of the server.</param>
    /// <param name="port">Of the server.</param>
    public Cable(string host, int port)
    {
        (_host, _port) = (host, port);
        Pass();
        Mend();
    }

    /// <summary>Where it begins, on 127.0.0.1.</summary>
    public int Port { get; private set; }

    /// <summary>Breaks what is connected and refuses what tries to.</summary>
    public void Cut()
    {
        _listener?.Dispose();
        _listener = null;
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    /// <summary>Makes it whole again, at the same address.</summary>
    public void Mend()
    {
        if (_listener is not null)
            return;
        _listener = new TcpListener(IPAddress.Loopback, Port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _ = AcceptAsync(_listener);
    }

    /// <summary>Lets nothing pass.</summary>
    public void Hang() => _passes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets everything pass again.</summary>
    public void Pass() => _passes.TrySetResult();

    /// <inheritdoc/>
    public void Dispose()
    {
        Pass();
        Cut();
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        try
        {
            while (true)
                _ = JoinAsync(listener, await listener.AcceptSocketAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
        {
            // Cut.
        }
    }

    private async Task JoinAsync(TcpListener listener, Socket near)
    {
        using var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        using (near)
        {
            near.NoDelay = true;
            (_open[near], _open[far]) = (true, true);
            try
            {
                if (_listener != listener)
                    return;   // cut meanwhile
                await far.ConnectAsync(_host, _port);
                await await Task.WhenAny(CarryAsync(near, far), CarryAsync(far, near));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // One end is gone; so is the other.
            }
            finally
            {
                _open.TryRemove(near, out _);
                _open.TryRemove(far, out _);
            }
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[65_536];
        while (await from.ReceiveAsync(buffer) is > 0 and var bytes)
        {
            await _passes.Task;
            await to.SendAsync(buffer.AsMemory(0, bytes));
        }
    }
}
