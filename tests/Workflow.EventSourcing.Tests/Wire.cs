using System.Net.Sockets;

namespace Workflow.EventSourcing.Tests;

/// <summary>
/// A wire to a server that can be cut (connections close, new ones are refused) and made to hang (connections stay, nothing passes).
/// </summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly IPEndPoint _server;
    private readonly CancellationTokenSource _ended = new();
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private TaskCompletionSource _passes = Passing();
    private TcpListener _listener;

    public Wire(int serverPort)
    {
        _server = new(IPAddress.Loopback, serverPort);
        _listener = new(IPAddress.Loopback, 0);
        Listen();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
    }

    public int Port { get; }

    public void Cut()
    {
        _listener.Stop();
        foreach (var socket in _open.Keys)
            socket.Dispose();
    }

    public void Mend()
    {
        _listener = new(IPAddress.Loopback, Port);
        Listen();
    }

    public void Hang() => _passes = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Pass() => _passes.TrySetResult();

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        Pass();
        Cut();
        _ended.Dispose();
    }

    private void Listen()
    {
        _listener.Start();
        _ = AcceptAsync(_listener);
    }

    private async Task AcceptAsync(TcpListener listener)
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await listener.AcceptSocketAsync(_ended.Token);
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or OperationCanceledException)
            {
                return;
            }
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            client.NoDelay = true;
            (_open[client], _open[server]) = (true, true);
            await server.ConnectAsync(_server);
            _ = CarryAsync(client, server);
            _ = CarryAsync(server, client);
        }
    }

    private async Task CarryAsync(Socket from, Socket to)
    {
        var buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and var bytes)
            {
                await _passes.Task;
                await to.SendAsync(buffer.AsMemory(0, bytes));
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The other side learns of it below.
        }
        foreach (var socket in (Socket[])[from, to])
        {
            _open.TryRemove(socket, out _);
            socket.Dispose();
        }
    }

    private static TaskCompletionSource Passing()
    {
        var passes = new TaskCompletionSource();
        passes.SetResult();
        return passes;
    }
}
